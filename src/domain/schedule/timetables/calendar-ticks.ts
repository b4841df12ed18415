import { civilDayOf, DAY_MS, weekdayOf } from '../../time/civil.js';
import { instantOfWall, offsetAt } from '../../time/zone.js';
import { laterOf, type Ticks } from './ticks.js';

/** Days on which there is business. */
export interface Calendar {
  /** 0 is Sunday. */
  workdays: readonly number[];
  /** Days without business all the same, `2026-12-25`. */
  holidays: readonly string[];
}

/** Days after which a calendar is taken for one without any business day. */
const LONGEST_WAIT = 1500;

/** Whether the day of an instant in the zone is one of business. */
export function isBusinessDay(calendar: Calendar, zone: string, instant: number): boolean {
  const day = dayOf(zone, instant);
  return calendar.workdays.includes(weekdayOf(day)) && !calendar.holidays.includes(dateText(day));
}

function dateText(dayNumber: number): string {
  const { year, month, day } = civilDayOf(dayNumber);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}

/** Of the ticks those on business days; an interval reaches from one of these to the next, so that the days between belong to a run, too. */
export function onBusinessDays(ticks: Ticks, calendar: Calendar, zone: string): Ticks {
  const keeps = (tick: number): boolean => isBusinessDay(calendar, zone, tick);
  const onward = (tick: number | null): number | null => keptFrom(ticks, keeps, zone, tick);
  const back = (tick: number | null): number | null => keptUntil(ticks, keeps, zone, tick);
  return {
    next: (after) => onward(ticks.next(after)),
    prev: (before) => back(ticks.prev(before)),
    floor: (at) => back(ticks.floor(at)),
    ceil: (at) => onward(ticks.ceil(at)),
    skipTo: (tick, at) => onward(ticks.skipTo(tick, at)),
    backTo: (tick, at) => back(ticks.backTo(tick, at)),
    latestStart: (now, startDate) => {
      const unfiltered = ticks.latestStart(now, startDate);
      const over = unfiltered === null ? null : ticks.next(unfiltered);
      const end = over === null || over > now ? null : back(over);
      const start = end === null ? null : back(ticks.prev(end));
      return startDate === null ? start : laterOf(start, onward(ticks.ceil(startDate)));
    },
    onGrid: (at, limits) => onward(ticks.onGrid(at, limits)),
  };
}

/** The first kept tick from `tick` on; it looks at one tick of each day that is left out. */
function keptFrom(ticks: Ticks, keeps: (tick: number) => boolean, zone: string, tick: number | null): number | null {
  let at = tick;
  for (let days = 0; at !== null && !keeps(at); days += 1) {
    if (days > LONGEST_WAIT) return null;
    at = ticks.skipTo(at, startOfDayAfter(zone, at));
  }
  return at;
}

function keptUntil(ticks: Ticks, keeps: (tick: number) => boolean, zone: string, tick: number | null): number | null {
  let at = tick;
  for (let days = 0; at !== null && !keeps(at); days += 1) {
    if (days > LONGEST_WAIT) return null;
    at = ticks.backTo(at, endOfDayBefore(zone, at));
  }
  return at;
}

const dayOf = (zone: string, instant: number): number => Math.floor((instant + offsetAt(zone, instant)) / DAY_MS);

const startOfDayAfter = (zone: string, instant: number): number =>
  Math.max(instant + 1, instantOfWall(zone, (dayOf(zone, instant) + 1) * DAY_MS));

const endOfDayBefore = (zone: string, instant: number): number =>
  Math.min(instant, instantOfWall(zone, dayOf(zone, instant) * DAY_MS)) - 1;
