import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import { runsAfter, type TimetableParts } from '../../../src/domain/schedule/timetable.js';
import { take } from '../../../src/domain/take.js';
import { isoOf, msOf } from '../../../src/domain/time/instant.js';
import type { RunFactsRow } from './run-facts.sql.js';

/**
 * When the run after this one is due by the schedule of its version, RFC 3339; null where none is. A timetable or a calendar that this process does not
 * have says nothing, and neither does one that fails: the run stays the latest that is known.
 */
export function nextRunAfter(
  { schedule, endDate }: { schedule: NormalizedSchedule | null; endDate: string | null },
  { intervalEnd, logicalDate }: Pick<RunFactsRow, 'intervalEnd' | 'logicalDate'>,
  parts: TimetableParts = {},
): string | null {
  const due = intervalEnd ?? logicalDate;
  if (due === null || schedule === null || schedule.once === true || schedule.continuous === true) return null;
  const limits = { startDate: null, endDate: endDate === null ? null : msOf(endDate) };
  try {
    // a timetable of the user's own may begin with the run itself
    const next = take(runsAfter(schedule, msOf(due), limits, parts), 2).find(({ runAfter }) => runAfter > msOf(due));
    return next === undefined ? null : isoOf(next.runAfter);
  } catch (error) {
    if (schedule.custom === undefined && schedule.calendar === undefined) throw error;
    return null;
  }
}
