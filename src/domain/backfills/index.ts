export {
  BACKFILL_STATES,
  type BackfillState,
  type ExistingState,
  isActive,
  REPROCESS_BEHAVIORS,
  type ReprocessBehavior,
} from './backfill.js';
export { type BackfillRange, datesOfRange, MOST_DATES } from './dates-of-range.js';
export { type DateFate, judgeDate } from './judge-date.js';
export { type BackfillProgress, isComplete, roomForDates } from './room-for-dates.js';
export { type PlannedDate, planBackfill } from './plan-backfill.js';
export {
  type BackfillAsked,
  type BackfilledDag,
  type BackfillFlaw,
  type BackfillRefusal,
  refuseBackfill,
} from './refuse-backfill.js';
