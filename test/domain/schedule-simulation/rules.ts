/** One run as the oracle sees it; instants in ms. */
export interface Expected {
  logicalDate: number;
  start: number;
  end: number;
  runAfter: number;
}

export interface Bounds {
  startDate: number | null;
  endDate: number | null;
  catchup: boolean;
}

/** What comes after a run (its interval), asked at an instant; written from the description of Airflow's timetables, apart from ours. */
export type Rule = (last: { start: number; end: number } | null, now: number, bounds: Bounds) => Expected | null;

/** `ticks`: all of them, ascending. */
export const intervalsOf =
  (ticks: readonly number[]): Rule =>
  (last, now, { startDate, catchup }) => {
    const complete = ticks[lastAtOrBefore(ticks, now) - 1] ?? null;
    const earliest = latest(startDate === null ? null : firstFrom(ticks, startDate), catchup ? null : complete);
    const after = last === null ? null : afterInterval(ticks, last);
    const start = latest(earliest, after);
    const end = start === null ? undefined : ticks[lastAtOrBefore(ticks, start) + 1];
    return start === null || end === undefined ? null : { logicalDate: start, start, end, runAfter: end };
  };

/** The tick at which the last interval ended; after a point, the next one. */
const afterInterval = (ticks: readonly number[], { start, end }: { start: number; end: number }): number | null =>
  (start === end ? ticks[lastAtOrBefore(ticks, end) + 1] : ticks[lastAtOrBefore(ticks, end)]) ?? null;

/** Several lists of ticks: each has its own next one within endDate; of these the first, or without catchup the latest that is due already. */
export const pointsOf =
  (lists: readonly (readonly number[])[]): Rule =>
  (last, now, bounds) => {
    const candidates = lists
      .map((ticks) => pointOf(ticks, last, now, bounds))
      .filter((at) => at !== null && at <= (bounds.endDate ?? Infinity))
      .filter((at) => at !== null);
    const due = bounds.catchup ? [] : candidates.filter((at) => at <= now);
    const at = due.length > 0 ? Math.max(...due) : Math.min(...candidates);
    return Number.isFinite(at) ? point(at) : null;
  };

function pointOf(
  ticks: readonly number[],
  last: { end: number } | null,
  now: number,
  { startDate, catchup }: Bounds,
): number | null {
  const fromStart = startDate === null ? null : firstFrom(ticks, startDate);
  const after = last === null ? fromStart : (ticks[lastAtOrBefore(ticks, last.end) + 1] ?? null);
  return catchup ? after : latest(latest(ticks[lastAtOrBefore(ticks, now)] ?? null, fromStart), after);
}

/** Steps of a fixed length; `anchor` lies on the grid from which a schedule without catchup begins. After a point, the next step. */
export const stepsOf =
  (length: number, anchor: number): Rule =>
  (last, now, { startDate, catchup }) => {
    const complete = anchor + Math.floor((now - anchor) / length) * length - length;
    const after = last === null ? null : last.start === last.end ? last.end + length : last.end;
    const start = latest(latest(startDate, catchup ? null : complete), after);
    return start === null ? null : { logicalDate: start, start, end: start + length, runAfter: start + length };
  };

/** As points: without catchup what was missed begins anew at now. */
export const stepPointsOf =
  (length: number): Rule =>
  (last, now, { startDate, catchup }) => {
    const after = last === null ? null : last.end + length;
    return catchup ? point(after ?? startDate) : point(latest(latest(now, startDate), after));
  };

/** Dates that have passed are not made up for without catchup. */
export const datesOf =
  (dates: readonly number[]): Rule =>
  (last, now, { startDate, catchup }) => {
    const from = Math.max(startDate ?? Number.NEGATIVE_INFINITY, catchup ? Number.NEGATIVE_INFINITY : now);
    return point(dates.find((date) => date >= from && date > (last?.end ?? Number.NEGATIVE_INFINITY)) ?? null);
  };

export const once: Rule = (last, now, { startDate }) => (last === null ? point(startDate ?? now) : null);

/** From the end of the last interval to now, which must not be beyond endDate. */
export const continuous: Rule = (last, now, { startDate, endDate }) => {
  const start = last?.end ?? startDate ?? now;
  const end = Math.max(start, now);
  return endDate !== null && end > endDate ? null : { logicalDate: start, start, end, runAfter: end };
};

const point = (at: number | null): Expected | null =>
  at === null ? null : { logicalDate: at, start: at, end: at, runAfter: at };

const latest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

const firstFrom = (ticks: readonly number[], from: number): number | null =>
  ticks[lastAtOrBefore(ticks, from - 1) + 1] ?? null;

/** Place of the last tick that is not after the instant; -1: none. */
function lastAtOrBefore(ticks: readonly number[], instant: number): number {
  let [low, high] = [0, ticks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ticks[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
