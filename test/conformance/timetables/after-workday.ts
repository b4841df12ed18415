import type { CustomTimetable } from '../../../src/domain/schedule/timetable.js';
import { DAY_MS, weekdayOf } from '../../../src/domain/time/civil.js';

/** The timetable of Airflow's tutorial, written as a user would write one: a run after each workday, for that day. */
export function afterWorkday(holidays: readonly string[]): CustomTimetable {
  const free = new Set(holidays.map((date) => Date.parse(date.slice(0, 10)) / DAY_MS));
  const isWorkday = (day: number): boolean => ![0, 6].includes(weekdayOf(day)) && !free.has(day);
  const workday = (from: number, step: 1 | -1): number => (isWorkday(from) ? from : workday(from + step, step));
  const run = (day: number) => ({ start: day * DAY_MS, end: (day + 1) * DAY_MS });
  return {
    next: ({ last, now, limits: { startDate, catchup } }) => {
      if (last === null && startDate === null) return null;
      const first = catchup ? (startDate ?? now) : Math.max(startDate ?? now, Math.floor(now / DAY_MS) * DAY_MS);
      const from = last === null ? Math.ceil(first / DAY_MS) : Math.floor(last.start / DAY_MS) + 1;
      return run(workday(from, 1));
    },
    manual: (instant) => run(workday(Math.floor(instant / DAY_MS) - 1, -1)),
  };
}
