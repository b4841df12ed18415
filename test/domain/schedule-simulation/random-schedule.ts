import type { NormalizedSchedule } from '../../../src/domain/schedule/schedule.js';
import type { Calendar } from '../../../src/domain/schedule/timetable.js';
import { drawn } from '../../chaos/random.js';
import { cronText, cronTicks, type CronFields } from './cron-ticks.js';
import { continuous, datesOf, intervalsOf, once, pointsOf, stepPointsOf, stepsOf, type Rule } from './rules.js';
import { Zone } from './zone.js';

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The decade, with room on both sides. */
export const BEGIN = Date.UTC(2020, 0, 1);
export const END = Date.UTC(2030, 0, 1);
const MARGIN = 1_500 * DAY;

/** How often runs come: that many that a decade of minutes would never end, so these live short. */
export const RHYTHMS = ['short', 'middle', 'long'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** The same schedule twice: as DAGs have it, and as the oracle's rule. */
export interface RandomSchedule {
  schedule: NormalizedSchedule;
  /** Named by the schedule. */
  calendar?: Calendar;
  rule: Rule;
  /** About the time between two runs, ms. */
  every: number;
  needsStart: boolean;
}

const WHOLE_HOUR_ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kolkata'];
/** Half an hour of summer time; a winter time; gaps at midnight. */
const ZONES = [...WHOLE_HOUR_ZONES, 'Australia/Lord_Howe', 'Europe/Dublin', 'America/Santiago', 'Asia/Beirut'];

const zones = new Map<string, Zone>();
function zoneOf(name: string): Zone {
  const known = zones.get(name) ?? new Zone(name, BEGIN - MARGIN - 10 * DAY, END + MARGIN + 10 * DAY);
  zones.set(name, known);
  return known;
}

type Random = () => number;
const upTo = (random: Random, count: number): number => Math.floor(random() * count);
const some = (random: Random, count: number, from: number, to: number): number[] =>
  [...new Set(Array.from({ length: count }, () => from + upTo(random, to - from + 1)))].sort((a, b) => a - b);

const EVERY_DAY = { days: null, months: null, weekdays: null };

function drawFields(random: Random, rhythm: Rhythm): { fields: CronFields; every: number } {
  const minutes = some(random, 1, 0, 59);
  switch (rhythm) {
    case 'short': {
      const step = drawn(random, [15, 30, 60]);
      const list = Array.from({ length: 60 / step }, (_, i) => i * step + ((minutes[0] ?? 0) % step));
      return { fields: { ...EVERY_DAY, minutes: list, hours: null }, every: step * MINUTE };
    }
    case 'middle': {
      const hours = some(random, 1 + upTo(random, 4), 0, random() < 0.5 ? 4 : 23);
      return { fields: { ...EVERY_DAY, minutes, hours }, every: DAY / hours.length };
    }
    case 'long':
      return { fields: { minutes, hours: some(random, 1, 0, 3), ...drawDays(random) }, every: 10 * DAY };
  }
}

function drawDays(random: Random): Pick<CronFields, 'days' | 'months' | 'weekdays'> {
  const [days, weekdays] = [some(random, 1 + upTo(random, 3), 1, 31), some(random, 1, 0, 6)];
  const months = random() < 0.3 ? [1, ...some(random, 5, 2, 12)] : null;
  return drawn(random, [
    { days: null, months, weekdays },
    { days, months, weekdays: null },
    { days, months, weekdays },
  ]);
}

const WEEKDAYS = [1, 2, 3, 4, 5];

/** Working days, and some holidays on them. */
function drawCalendar(random: Random, { from, to }: Life): Calendar {
  const days = some(random, 40, Math.floor(from / DAY), Math.floor(to / DAY));
  return { workdays: WEEKDAYS, holidays: days.map((day) => new Date(day * DAY).toISOString().slice(0, 10)) };
}

/** Of the ticks those whose local day is one of business. */
function ticksWithin(fields: CronFields, zone: Zone, life: Life, calendar: Calendar | null): number[] {
  const ticks = cronTicks(fields, zone, life.from, life.to);
  if (calendar === null) return ticks;
  const holidays = new Set(calendar.holidays);
  return ticks.filter((tick) => {
    const local = new Date(tick + zone.offsetAt(tick));
    return WEEKDAYS.includes(local.getUTCDay()) && !holidays.has(local.toISOString().slice(0, 10));
  });
}

/** The time in which a schedule can matter; ticks are listed for no other. */
export interface Life {
  from: number;
  to: number;
}

function drawCron(random: Random, rhythm: Rhythm, life: Life): RandomSchedule {
  const timezone = drawn(random, rhythm === 'short' ? WHOLE_HOUR_ZONES : ZONES);
  const { fields, every } = drawFields(random, rhythm);
  const zone = zoneOf(timezone);
  const calendar = rhythm === 'middle' && random() < 0.3 ? drawCalendar(random, life) : null;
  const ticks = ticksWithin(fields, zone, life, calendar);
  const besides = {
    ...(timezone === 'UTC' ? {} : { timezone }),
    ...(calendar === null ? {} : { calendar: 'business' }),
  };
  const common = { every, ...(calendar === null ? {} : { calendar }) };
  if (random() < 0.5) {
    return { schedule: { cron: cronText(fields), ...besides }, rule: intervalsOf(ticks), needsStart: false, ...common };
  }
  const more = drawFields(random, rhythm).fields;
  const crons = random() < 0.3 ? [fields, more] : [fields];
  const lists = crons.map((one) => ticksWithin(one, zone, life, calendar));
  const cron = crons.length === 1 ? cronText(fields) : crons.map(cronText);
  return { schedule: { cron, timetable: 'trigger', ...besides }, rule: pointsOf(lists), needsStart: true, ...common };
}

const STEPS: Record<Rhythm, readonly (readonly [string, number])[]> = {
  short: [
    ['PT20M', 20 * MINUTE],
    ['PT1H', HOUR],
  ],
  middle: [
    ['PT6H', 6 * HOUR],
    ['P1D', DAY],
  ],
  long: [['P8D', 8 * DAY]],
};

function drawEvery(random: Random, rhythm: Rhythm, anchor: number): RandomSchedule {
  const [every, length] = drawn(random, STEPS[rhythm]);
  return random() < 0.6
    ? { schedule: { every }, rule: stepsOf(length, anchor), every: length, needsStart: true }
    : { schedule: { every, timetable: 'trigger' }, rule: stepPointsOf(length), every: length, needsStart: true };
}

function drawDates(random: Random, { from, to }: Life): RandomSchedule {
  const days = some(random, 40, Math.floor(from / HOUR), Math.floor(to / HOUR)).map((hour) => hour * HOUR);
  const dates = days.map((day) => new Date(day).toISOString());
  return { schedule: { dates }, rule: datesOf(days), every: (to - from) / 40, needsStart: true };
}

/** `anchor`: startDate of the DAG, from which steps of a fixed length count. */
export function drawSchedule(random: Random, rhythm: Rhythm, life: Life, anchor: number): RandomSchedule {
  const kind = random();
  if (kind < 0.62) return drawCron(random, rhythm, life);
  if (kind < 0.82) return drawEvery(random, rhythm, anchor);
  if (kind < 0.92) return drawDates(random, life);
  return kind < 0.96
    ? { schedule: { once: true }, rule: once, every: DAY, needsStart: false }
    : { schedule: { continuous: true }, rule: continuous, every: (life.to - life.from) / 50, needsStart: false };
}
