import type { BackfillState } from './backfill.js';

/** Runs that wait beside those that may be active: the end of a run finds the next one there, so nobody waits for the next date to become one. */
const READY = 16;

/** How far a backfill is. */
export interface BackfillProgress {
  state: BackfillState;
  maxActiveRuns: number;
  /** Dates that are not yet runs. */
  pending: number;
  /** Its runs that have not ended. */
  open: number;
}

/** How many more dates may become runs now: its limit and some that wait, never all of a long range at once. */
export function roomForDates({ state, maxActiveRuns, pending, open }: BackfillProgress): number {
  if (state !== 'RUNNING') return 0;
  return Math.max(0, Math.min(pending, maxActiveRuns + Math.min(maxActiveRuns, READY) - open));
}

/** Nothing is left to be made, and everything that was made has ended. */
export const isComplete = ({ state, pending, open }: BackfillProgress): boolean =>
  (state === 'RUNNING' || state === 'PAUSED') && pending === 0 && open === 0;
