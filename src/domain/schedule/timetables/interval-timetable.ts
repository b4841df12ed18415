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
 * Where the last interval ended, or the tick before that where the schedule was changed; but never at or before its logical date, which a point
 * (of a trigger timetable that was there before) or a longer period would come back to.
 */
function startAfter(ticks: Ticks, last: Interval): number | null {
  const aligned = ticks.floor(last.end);
  return aligned !== null && aligned > last.start ? aligned : ticks.next(last.start);
}
