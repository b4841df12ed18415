import { tick, type Ticked } from '../domain/schedule/tick.js';
import type { TimetableParts } from '../domain/schedule/timetable.js';
import { limitsOf, type ScheduleBasis } from './schedule-basis.js';
import type { ScheduleChange, ScheduleState } from './schedule-rows.js';

/** The parts that a schedule names: the user's own timetable, calendars. */
export type PartsOf = (basis: ScheduleBasis, dagId: string) => TimetableParts;

/** A timetable that cannot be asked is asked again after so long: what it is made of may have come back. */
const AGAIN_AFTER_MS = 60_000;

/** One look at a schedule, and what its row becomes. `now`: the earlier of the two clocks. */
export function lookAt(
  state: ScheduleState,
  { now, atMost, partsOf }: { now: number; atMost: number; partsOf: PartsOf },
): { runs: Ticked['runs']; change: ScheduleChange } {
  const { dagId, basis, cursor, paused, room } = state;
  if (basis === null) {
    const none = { wakeAt: null, withheld: false, error: null };
    return { runs: [], change: { dagId, basis, cursor: { last: cursor.last, next: null }, ...none } };
  }
  const ticked = ask(() =>
    tick({
      ...{ schedule: basis.schedule, limits: limitsOf(basis), parts: partsOf(basis, dagId) },
      ...{ cursor, paused, room, now, atMost },
    }),
  );
  if ('failure' in ticked) return { runs: [], change: { ...state, ...failedAt(now, ticked.failure) } };
  const { runs, cursor: after, wakeAt, error } = ticked;
  if (error !== null) return { runs, change: { dagId, basis, cursor: after, ...failedAt(now, error) } };
  const withheld = !paused && wakeAt === null && after.next !== null;
  return { runs, change: { dagId, basis, cursor: after, wakeAt, withheld, error: null } };
}

const failedAt = (now: number, error: string) => ({ wakeAt: now + AGAIN_AFTER_MS, withheld: false, error });

/** A calendar or a timetable that is no longer there must not stop the others. */
function ask(look: () => Ticked): Ticked | { failure: string } {
  try {
    return look();
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** What the log says of it. */
export const scheduleFailure = (dagId: string, error: string): Error =>
  new Error(`the schedule of DAG "${dagId}" makes no run: ${error}`);
