import type { RandomCron } from './random-cron.js';
import { type Stretch, stretchesOf } from './zone-table.js';

/**
 * When a cron ticks, by brute force and from the documentation (Airflow's rules for changes of the clocks): it goes from day to day, passes over those
 * whose date does not match, goes through all minutes of one that does, and asks a table of the zone's offsets which instants such a minute is.
 */

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A 29 February that must be a certain weekday may take 40 years. */
const LONGEST = 41 * 366;
/** A change of the clocks may put off what a day names to the next day; beyond these, nothing comes earlier. */
const LOOK_ON = 2;

/** The first tick after an instant, null when none comes. */
export const tickAfter = (cron: RandomCron, zone: string, after: number): number | null =>
  search(cron, zone, after, 1, (ticks) => Math.min(...ticks.filter((tick) => tick > after)));

/** The last tick before an instant. */
export const tickBefore = (cron: RandomCron, zone: string, before: number): number | null =>
  search(cron, zone, before, -1, (ticks) => Math.max(...ticks.filter((tick) => tick < before)));

function search(
  cron: RandomCron,
  zone: string,
  from: number,
  step: 1 | -1,
  best: (ticks: number[]) => number,
): number | null {
  const start = Math.floor(from / DAY) - 2 * step;
  let found: number | null = null;
  for (let day = start, left = LONGEST; left > 0; day += step, left -= 1) {
    if (!namesDay(cron, new Date(day * DAY))) continue;
    const tick = best(ticksOfDay(cron, zone, day));
    if (!Number.isFinite(tick)) continue;
    if (found === null) [found, left] = [tick, Math.min(left, LOOK_ON + 1)];
    else found = step === 1 ? Math.min(found, tick) : Math.max(found, tick);
  }
  return found;
}

function namesDay({ month, day, weekday }: RandomCron, date: Date): boolean {
  if (!month.includes(date.getUTCMonth() + 1)) return false;
  const dayOfMonth = date.getUTCDate();
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const byDay = day.values.includes(dayOfMonth) || (day.last && dayOfMonth === lastDay);
  const today = date.getUTCDay();
  const which = Math.floor((dayOfMonth - 1) / 7) + 1;
  const byWeekday =
    weekday.values.includes(today) ||
    weekday.nth.some(([at, count]) => at === today && count === which) ||
    (weekday.last.includes(today) && dayOfMonth + 7 > lastDay);
  if (day.any) return weekday.any || byWeekday;
  return weekday.any ? byDay : byDay || byWeekday;
}

function ticksOfDay(cron: RandomCron, zone: string, day: number): number[] {
  const near = stretchesOf(zone).filter(({ from, until }) => from < (day + 3) * DAY && until > (day - 2) * DAY);
  const ticks: number[] = [];
  for (const hour of cron.hour) {
    for (const minute of cron.minute) {
      for (const second of cron.second) {
        const wall = day * DAY + (hour * 60 + minute) * MINUTE + second * 1000;
        ticks.push(...instantsAt(near, wall, cron.hour.length === 24));
      }
    }
  }
  return ticks;
}

/** The documentation: of a repeated time the second counts, a missing one is shifted by the gap; every hour: each that the clock shows, and no other. */
function instantsAt(near: readonly Stretch[], wall: number, everyHour: boolean): number[] {
  const shown = near.filter(({ from, until, offset }) => wall - offset >= from && wall - offset < until);
  const instants = shown.map(({ offset }) => wall - offset);
  if (everyHour || instants.length > 0) return everyHour ? instants : [Math.max(...instants)];
  const before = near.filter(({ from, offset }) => wall - offset >= from).at(-1);
  return before === undefined ? [] : [wall - before.offset];
}
