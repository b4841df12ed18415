import { nextDueAfter } from '../../../src/domain/schedule/next-due.js';
import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import { isoOf, msOf } from '../../../src/domain/time/instant.js';
import type { RunFactsRow } from './run-facts.sql.js';

/** When the run after this one is due by the schedule of its version, RFC 3339; null where none is. */
export function nextRunAfter(
  { schedule, endDate }: { schedule: NormalizedSchedule | null; endDate: string | null },
  { intervalEnd, logicalDate }: Pick<RunFactsRow, 'intervalEnd' | 'logicalDate'>,
): string | null {
  const due = intervalEnd ?? logicalDate;
  const next = due === null ? null : nextDueAfter(schedule, msOf(due), endDate);
  return next === null ? null : isoOf(next);
}
