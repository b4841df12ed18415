import type { ScheduleLimits } from './due-run.js';

/** The times at which a schedule ticks, in ms since the epoch. null: there is none. */
export interface Ticks {
  /** The tick after a time. */
  next(after: number): number | null;
  /** The tick before a time. */
  prev(before: number): number | null;
  /** The last tick at or before a time; where every time can be a tick (a period), the time itself. */
  floor(at: number): number | null;
  /** The first tick at or after a time; likewise. */
  ceil(at: number): number | null;
  /** From a tick on, the first one at or after a time. */
  skipTo(tick: number, at: number): number | null;
  /** From a tick back, the last one at or before a time. */
  backTo(tick: number, at: number): number | null;
  /** Start of the last interval that is complete at `now`, not before `startDate`: where a schedule without catchup goes on. */
  latestStart(now: number, startDate: number | null): number | null;
  /** The first tick at or after a time, of those that a DAG with these limits has from its beginning on. */
  onGrid(at: number, limits: ScheduleLimits): number | null;
}

export const laterOf = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

export const earlierOf = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Ticks that are a set of instants, told by its neighbours of any time. */
export function ticksOfSet(next: (after: number) => number | null, prev: (before: number) => number | null): Ticks {
  const ceil = (at: number): number | null => next(at - 1);
  const floor = (at: number): number | null => prev(at + 1);
  return {
    next,
    prev,
    floor,
    ceil,
    skipTo: (_tick, at) => ceil(at),
    backTo: (_tick, at) => floor(at),
    latestStart: (now, startDate) => {
      const end = floor(now);
      const start = end === null ? null : prev(end);
      return startDate === null ? start : laterOf(start, ceil(startDate));
    },
    onGrid: ceil,
  };
}

/** Ticks of either. */
export const unionOf = (parts: readonly Ticks[]): Ticks =>
  parts.length === 1 && parts[0] !== undefined
    ? parts[0]
    : ticksOfSet(
        (after) => parts.map((part) => part.next(after)).reduce(earlierOf, null),
        (before) => parts.map((part) => part.prev(before)).reduce(laterOf, null),
      );
