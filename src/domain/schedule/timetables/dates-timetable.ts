import { isPast, runAtPoint, type Timetable } from './due-run.js';

/**
 * A run at each of the dates (Airflow's EventsTimetable). Without catchup those before now are left out.
 * @param restricted runs that a person asks for are dated by the last date before them, or the first of all
 */
export function datesTimetable(given: readonly number[], restricted = false): Timetable {
  const dates = [...given].sort((a, b) => a - b);
  return {
    next: ({ last, now, limits: { startDate, endDate, catchup } }) => {
      const earliest = catchup ? (startDate ?? -Infinity) : Math.max(now, startDate ?? now);
      const date = dates.find((one) => one >= earliest && (last === null || one > last.end));
      return date === undefined || isPast(date, endDate) ? null : runAtPoint(date);
    },
    manual: (instant) => {
      const snapped = restricted ? (dates.findLast((date) => date <= instant) ?? dates[0] ?? instant) : instant;
      return { start: snapped, end: snapped };
    },
    startOf: (from) => dates.find((date) => date >= from) ?? null,
  };
}
