import { isoOf } from '../time/instant.js';
import { parseDate } from '../time/date.js';
import { formatDuration, parseDuration } from '../time/duration.js';
import { formatPeriod, parsePeriod } from '../time/period.js';
import { normalizeCron } from './cron.js';
import { DEFAULT_TIMEZONE, type AssetCondition, type NormalizedSchedule } from './schedule.js';
import type { AssetInput, ScheduleInput, ScheduleObject } from './schedule-schema.js';
import { readScheduleText } from './schedule-text.js';

/** Expands the shorthands of a valid schedule and leaves out what equals its default; idempotent. null: no schedule. */
export function normalizeSchedule(input: ScheduleInput | undefined): NormalizedSchedule | null {
  if (input === null || input === undefined) return null;
  if (typeof input !== 'string') return normalizeObject(input);
  const read = readScheduleText(input);
  if ('message' in read) throw new Error(`schedule was not validated: ${read.message}`);
  return read.schedule;
}

function normalizeObject(input: ScheduleObject): NormalizedSchedule {
  const zone = input.timezone ?? DEFAULT_TIMEZONE;
  return {
    ...source(input, zone),
    ...(zone !== DEFAULT_TIMEZONE && { timezone: zone }),
    ...(input.timetable === 'trigger' && { timetable: 'trigger' as const }),
    ...jitterOf(input.jitter),
    ...(input.calendar !== undefined && { calendar: input.calendar }),
  };
}

function source(input: ScheduleObject, zone: string): NormalizedSchedule {
  return {
    ...(input.cron !== undefined && { cron: cronOf(input.cron) }),
    ...(input.every !== undefined && { every: everyOf(input.every) }),
    ...(input.once !== undefined && { once: input.once }),
    ...(input.continuous !== undefined && { continuous: input.continuous }),
    ...(input.dates !== undefined && { dates: datesOf(input.dates, zone) }),
    ...(input.assets !== undefined && { assets: assetsOf(input.assets) }),
    ...(input.partition !== undefined && { partition: input.partition }),
    ...(input.custom !== undefined && { custom: customOf(input.custom) }),
  };
}

const jitterOf = (given: string | number | undefined): NormalizedSchedule => {
  const ms = given === undefined ? 0 : (parseDuration(given) ?? 0);
  return ms === 0 ? {} : { jitter: formatDuration(ms) };
};

function cronOf(given: string | string[]): string | string[] {
  const [only, ...more] = [...new Set((typeof given === 'string' ? [given] : given).map(normalizeCron))];
  return more.length === 0 ? (only ?? '') : [only ?? '', ...more];
}

function everyOf(given: string | number): string {
  const period = parsePeriod(given);
  if (period === null) throw new Error('schedule was not validated: every');
  return formatPeriod(period);
}

const datesOf = (given: string[], zone: string): string[] =>
  [...new Set(given.map((text) => isoOf(parseDate(text, zone) ?? Number.NaN)))].sort();

/** A list means all of its members. */
function assetsOf(given: AssetInput): AssetCondition {
  if (typeof given === 'string') return given;
  if (Array.isArray(given)) return { all: given.map(assetsOf) };
  if ('alias' in given) return { alias: given.alias };
  return 'all' in given ? { all: given.all.map(assetsOf) } : { any: given.any.map(assetsOf) };
}

const customOf = (given: NonNullable<ScheduleObject['custom']>): NonNullable<NormalizedSchedule['custom']> => ({
  handler: given.handler,
  ...(given.args !== undefined && Object.keys(given.args).length > 0 && { args: given.args }),
});
