import { civilDayOf, dayNumberOf, daysInMonth, weekdayOf, type CivilDay } from '../../time/civil.js';
import type { CronFields, DayFields } from './cron-fields.js';

const DAY_S = 86_400;
/** Days without a match after which an expression is taken for one that never comes: 29 February on a given weekday may take 40 years. */
const LONGEST_WAIT = 41 * 366;

/** The first wall time after `wall` (wall ms) that the expression names; null when none comes. */
export function nextWallFire(fields: CronFields, wall: number): number | null {
  const second = Math.floor(wall / 1000) + 1;
  const day = Math.floor(second / DAY_S);
  const time = matches(fields, day) ? firstTimeFrom(fields, second - day * DAY_S) : null;
  if (time !== null) return (day * DAY_S + time) * 1000;
  const next = findDay(fields, day + 1, 1);
  return next === null ? null : (next * DAY_S + (firstTimeFrom(fields, 0) ?? 0)) * 1000;
}

/** The last wall time before `wall` that the expression names. */
export function prevWallFire(fields: CronFields, wall: number): number | null {
  const second = Math.ceil(wall / 1000) - 1;
  const day = Math.floor(second / DAY_S);
  const time = matches(fields, day) ? lastTimeUntil(fields, second - day * DAY_S) : null;
  if (time !== null) return (day * DAY_S + time) * 1000;
  const prev = findDay(fields, day - 1, -1);
  return prev === null ? null : (prev * DAY_S + (lastTimeUntil(fields, DAY_S - 1) ?? 0)) * 1000;
}

function findDay(fields: CronFields, from: number, step: 1 | -1): number | null {
  let end = from + step * LONGEST_WAIT;
  for (let day = from; (end - day) * step >= 0;) {
    const date = civilDayOf(day);
    if (fields.years?.includes(date.year) === false) {
      const year = fields.years[step === 1 ? 'find' : 'findLast']((one) => (one - date.year) * step > 0);
      if (year === undefined) return null;
      day = dayNumberOf(step === 1 ? { year, month: 1, day: 1 } : { year, month: 12, day: 31 });
      end = day + step * LONGEST_WAIT;
    } else if (!fields.months.has(date.month)) {
      day = step === 1 ? day + daysInMonth(date.year, date.month) - date.day + 1 : day - date.day;
    } else if (matchesDay(fields.days, date, day)) return day;
    else day += step;
  }
  return null;
}

function matches(fields: CronFields, day: number): boolean {
  const date = civilDayOf(day);
  return (
    fields.years?.includes(date.year) !== false && fields.months.has(date.month) && matchesDay(fields.days, date, day)
  );
}

function matchesDay({ ofMonth, ofWeek }: DayFields, date: CivilDay, dayNumber: number): boolean {
  const length = daysInMonth(date.year, date.month);
  const weekday = weekdayOf(dayNumber);
  const inMonth =
    ofMonth.days.has(date.day) ||
    (ofMonth.last && date.day === length) ||
    (ofMonth.nearest !== null && date.day === nearestWeekday(Math.min(ofMonth.nearest, length), date, dayNumber));
  const inWeek =
    ofWeek.days.has(weekday) ||
    ofWeek.nth.has(`${weekday}#${Math.ceil(date.day / 7)}`) ||
    (ofWeek.last.has(weekday) && date.day > length - 7);
  return ofMonth.restricted && ofWeek.restricted ? inMonth || inWeek : inMonth && inWeek;
}

/** The day from Monday to Friday that is nearest to `day`, in the month of `date`. */
function nearestWeekday(day: number, date: CivilDay, dayNumber: number): number {
  const weekday = weekdayOf(dayNumber - date.day + day);
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === daysInMonth(date.year, date.month) ? day - 2 : day + 1;
  return day;
}

/** The first second of the day, at or after `from`, that the fields of time name. */
function firstTimeFrom({ hours, minutes, seconds }: CronFields, from: number): number | null {
  const [hour, minute, second] = partsOf(from);
  for (const h of hours.filter((one) => one >= hour)) {
    for (const m of minutes) {
      if (h === hour && m < minute) continue;
      const s = seconds.find((one) => h > hour || m > minute || one >= second);
      if (s !== undefined) return h * 3600 + m * 60 + s;
    }
  }
  return null;
}

function lastTimeUntil({ hours, minutes, seconds }: CronFields, until: number): number | null {
  const [hour, minute, second] = partsOf(until);
  for (const h of hours.filter((one) => one <= hour).reverse()) {
    for (const m of [...minutes].reverse()) {
      if (h === hour && m > minute) continue;
      const s = seconds.findLast((one) => h < hour || m < minute || one <= second);
      if (s !== undefined) return h * 3600 + m * 60 + s;
    }
  }
  return null;
}

const partsOf = (second: number): [number, number, number] => [
  Math.floor(second / 3600),
  Math.floor(second / 60) % 60,
  second % 60,
];

/** Whether the expression names any time at all: 31 April does not. */
export const everFires = (fields: CronFields): boolean =>
  nextWallFire(fields, dayNumberOf({ year: 1970, month: 1, day: 1 }) * DAY_S * 1000 - 1) !== null;
