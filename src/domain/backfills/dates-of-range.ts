import type { NormalizedSchedule } from '../schedule/schedule.js';
import { type DueRun, runsBetween, type TimetableParts } from '../schedule/timetable.js';

/** A range longer than this is asked for in parts: 20 000 days are 54 years. */
export const MOST_DATES = 20_000;

const ANY = { startDate: null, endDate: null, catchup: true };

/** Instants in ms. The DAG's own start counts only where periods are counted from it: whoever asks for a backfill names the range. */
export interface BackfillRange {
  from: number;
  to: number;
  now: number;
  startDate: number | null;
  catchup: boolean;
}

/**
 * The logical dates of the schedule in [from, to] whose data interval lies in the past, ascending (airflow-semantics §1.15); at most one more than
 * `MOST_DATES`.
 */
export function datesOfRange(
  schedule: NormalizedSchedule,
  { from, to, now, startDate, catchup }: BackfillRange,
  parts?: TimetableParts,
): DueRun[] {
  const dates: DueRun[] = [];
  const limits = schedule.every === undefined ? ANY : { startDate, endDate: null, catchup };
  for (const due of runsBetween(schedule, from, to, limits, parts)) {
    if (due.interval.end >= now) break;
    dates.push(due);
    if (dates.length > MOST_DATES) break;
  }
  return dates;
}
