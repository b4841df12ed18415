import { type DueRun, isPast, type Timetable } from './due-run.js';

/**
 * A run right after the last one: its interval begins where the last one's ended and reaches to now. The interval of the first begins at startDate,
 * or now. That the last run has ended is admission's business: such a DAG has maxActiveRuns 1.
 */
export const continuousTimetable: Timetable = {
  next: ({ last, now, limits: { startDate, endDate } }) => {
    const from = startDate ?? now;
    if (last === null) return until(from, Math.max(from, now), endDate);
    if (last.end <= now) return until(last.end, now, endDate);
    return until(from, from + last.end - last.start, endDate);
  },
  manual: (instant) => ({ start: instant, end: instant }),
  startOf: () => null,
};

const until = (start: number, end: number, endDate: number | null): DueRun | null =>
  isPast(end, endDate) ? null : { logicalDate: start, interval: { start, end }, runAfter: end };
