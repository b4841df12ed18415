import { isPast, runAtPoint, type Timetable } from './due-run.js';

/** One run, at startDate or at once. Catchup makes no difference. */
export const onceTimetable: Timetable = {
  next: ({ last, now, limits: { startDate, endDate } }) => {
    const at = startDate ?? now;
    return last !== null || isPast(at, endDate) ? null : runAtPoint(at);
  },
  manual: (instant) => ({ start: instant, end: instant }),
  startOf: (from, { startDate }) => (startDate !== null && startDate >= from ? startDate : null),
};
