import { type Interval, isPast, runOfInterval, type Question, type Timetable } from './due-run.js';
import { laterOf, type Ticks } from './ticks.js';

/**
 * A run for each interval between two ticks, due at its end (Airflow's data-interval timetables, §1.9). With catchup it begins at startDate and
 * leaves none out; without, at the last interval that is complete.
 */
export function intervalTimetable(ticks: Ticks): Timetable {
  return {
    next: ({ last, now, limits }: Question) => {
      const start = startOfNext(ticks, { last, now, limits });
      if (start === null || isPast(start, limits.endDate)) return null;
      const end = ticks.next(start);
      return end === null ? null : runOfInterval(start, end);
    },
    manual: (instant) => {
      const end = ticks.floor(instant) ?? instant;
      return { start: ticks.prev(end) ?? end, end };
    },
    startOf: (from, limits) => ticks.onGrid(from, limits),
  };
}

function startOfNext(ticks: Ticks, { last, now, limits }: Question): number | null {
  const { startDate, catchup } = limits;
  const begun = startDate === null ? null : ticks.ceil(startDate);
  const earliest = catchup ? begun : ticks.latestStart(now, startDate);
  return last === null ? earliest : laterOf(startAfter(ticks, last), earliest);
}

/**
 * Where the last interval ended, or the tick before that where the schedule was changed. A point, of a trigger timetable that was there before, is
 * passed: the tick that it stands for has its run. (With a longer period the tick before may lie before the last run; a ticker passes over that.)
 */
const startAfter = (ticks: Ticks, last: Interval): number | null =>
  last.start === last.end ? ticks.next(last.end) : ticks.floor(last.end);
