import { civilDayOf, DAY_MS, dayNumberOf, daysInMonth } from '../../time/civil.js';
import type { Period } from '../../time/period.js';
import { instantOfWall, offsetAt } from '../../time/zone.js';
import type { Ticks } from './ticks.js';

/** Ticks a period apart (airflow-semantics §1.9): elapsed time, or calendar steps where it has months or days. Every time can be a tick. */
export const periodTicks = (period: Period, zone: string): Ticks =>
  period.months > 0 || period.days > 0 ? steppedTicks(period, zone) : elapsedTicks(period.ms);

/** No change of clocks touches these. Without catchup they go on at a multiple of themselves since the epoch. */
function elapsedTicks(ms: number): Ticks {
  const skipTo = (tick: number, at: number): number => tick + Math.max(0, Math.ceil((at - tick) / ms)) * ms;
  return {
    next: (after) => after + ms,
    prev: (before) => before - ms,
    floor: (at) => at,
    ceil: (at) => at,
    skipTo,
    backTo: (tick, at) => tick - Math.max(0, Math.ceil((tick - at) / ms)) * ms,
    latestStart: (now, startDate) => Math.max(Math.floor(now / ms) * ms - ms, startDate ?? -Infinity),
    onGrid: (at, { startDate, catchup }) =>
      startDate !== null && catchup ? skipTo(startDate, at) : Math.ceil(at / ms) * ms,
  };
}

/**
 * Steps of the calendar, one after the other, so that a day that was clamped stays so: 31 January, 28 February, 28 March. They keep the wall clock
 * of the zone. Without catchup they go on at a step from startDate; without a startDate the last interval ends now.
 */
export function steppedTicks(period: Period, zone: string): Ticks {
  const next = (after: number): number => plus(period, zone, after, 1);
  const prev = (before: number): number => plus(period, zone, before, -1);
  const skipTo = (tick: number, at: number): number => {
    let reached = tick;
    while (reached < at) reached = next(reached);
    return reached;
  };
  return {
    next,
    prev,
    floor: (at) => at,
    ceil: (at) => at,
    skipTo,
    backTo: (tick, at) => {
      let reached = tick;
      while (reached > at) reached = prev(reached);
      return reached;
    },
    latestStart: (now, startDate) => (startDate === null ? prev(now) : lastComplete(next, startDate, now)),
    onGrid: (at, { startDate }) => (startDate === null ? at : skipTo(startDate, at)),
  };
}

/** Start of the last interval from `start` on that ends by `now`; `start` itself where the first one is not over. */
function lastComplete(next: (after: number) => number, start: number, now: number): number {
  let at = start;
  for (let end = next(at); next(end) <= now; end = next(end)) at = end;
  return at;
}

/** Months first, with the day clamped, then days, then elapsed time. */
function plus({ months, days, ms }: Period, zone: string, at: number, sign: 1 | -1): number {
  if (months === 0 && days === 0) return at + sign * ms;
  const wall = at + offsetAt(zone, at);
  const dayNumber = Math.floor(wall / DAY_MS);
  const { year, month, day } = civilDayOf(dayNumber);
  const index = year * 12 + month - 1 + sign * months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  const clamped = Math.min(day, daysInMonth(target.year, target.month));
  const moved = dayNumberOf({ ...target, day: clamped }) + sign * days;
  return instantOfWall(zone, moved * DAY_MS + (wall - dayNumber * DAY_MS)) + sign * ms;
}
