import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import { runsAfter } from '../../../src/domain/schedule/timetable.js';
import { take } from '../../../src/domain/take.js';
import { isoOf, msOf } from '../../../src/domain/time/instant.js';
import type { RunFactsRow } from './run-facts.sql.js';

/** When the run after this one is due by the schedule of its version, RFC 3339; null where none is. */
export function nextRunAfter(
  { schedule, endDate }: { schedule: NormalizedSchedule | null; endDate: string | null },
  { intervalEnd, logicalDate }: Pick<RunFactsRow, 'intervalEnd' | 'logicalDate'>,
): string | null {
  const due = intervalEnd ?? logicalDate;
  // a schedule without times of its own, or with a timetable that answers by the last run, says nothing of the run after this one
  if (due === null || schedule === null || schedule.custom !== undefined) return null;
  // a calendar is the service's business: what comes next by it is not known here
  if (schedule.calendar !== undefined) return null;
  if (schedule.once === true || schedule.continuous === true) return null;
  const limits = { startDate: null, endDate: endDate === null ? null : msOf(endDate) };
  const [next] = take(runsAfter(schedule, msOf(due), limits), 1);
  return next === undefined ? null : isoOf(next.runAfter);
}
