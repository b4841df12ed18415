import cronstrue from 'cronstrue';
import { DEFAULT_TIMEZONE, type AssetCondition, type NormalizedSchedule } from './schedule.js';
import { secondsFirst } from './timetables/cron-fields.js';

export const SCHEDULE_KINDS = ['CRON', 'INTERVAL', 'ONCE', 'CONTINUOUS', 'ASSETS', 'DATES'] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

/** A schedule for people; `summary` is one sentence in English. */
export interface ScheduleDescription {
  kind: ScheduleKind;
  expression: string;
  timezone: string;
  summary: string;
}

/** How the API shows a schedule. A schedule of assets and cron counts as ASSETS, a custom timetable as DATES. */
export function describeSchedule(schedule: NormalizedSchedule): ScheduleDescription {
  const timezone = schedule.timezone ?? DEFAULT_TIMEZONE;
  return { ...describeSource(schedule, timezone), timezone };
}

type Described = Pick<ScheduleDescription, 'kind' | 'expression' | 'summary'>;

function describeSource(schedule: NormalizedSchedule, timezone: string): Described {
  const { cron, every, assets, dates, custom } = schedule;
  if (assets !== undefined) return describeAssets(assets, cron);
  if (cron !== undefined) return describeCron(cron, timezone);
  if (every !== undefined) return { kind: 'INTERVAL', expression: every, summary: `Every ${words(every)}` };
  if (schedule.once === true) return { kind: 'ONCE', expression: '@once', summary: 'Once' };
  if (schedule.continuous === true) {
    return { kind: 'CONTINUOUS', expression: '@continuous', summary: 'Again as soon as the last run has ended' };
  }
  if (dates !== undefined) return describeDates(dates);
  return {
    kind: 'DATES',
    expression: custom?.handler ?? '',
    summary: `As the timetable ${custom?.handler ?? ''} says`,
  };
}

function describeCron(cron: string | string[], timezone: string): Described {
  const list = typeof cron === 'string' ? [cron] : cron;
  const summary = list.map(cronInWords).join('; ');
  return { kind: 'CRON', expression: list.join(', '), summary: `${summary} (${timezone})` };
}

/** Where days of the month and of the week are restricted, either is enough; the library says "and", or nothing. */
function cronInWords(cron: string): string {
  const fields = cron.split(' ').map(asMeant);
  const words = cronstrue.toString(secondsFirst(fields.join(' ')), { use24HourTimeFormat: true });
  const [, , day = '*', , weekday = '*'] = fields;
  if ([day, weekday].some((field) => field === '*' || field === '?')) return words;
  return words.replace(/ of the month, (and )?/, ' of the month, or ');
}

/** `5-5` is the whole cycle, and so is a list with `*` in it, but beside `5#2` or `L5`, where the `*` adds nothing. */
function asMeant(field: string): string {
  const items = field.split(',').map((item) => item.replace(/^(\w+)-\1(?=\/|$)/i, '*'));
  const counted = items.filter((item) => /#|^L[0-9a-z]/i.test(item));
  if (!items.includes('*')) return items.join(',');
  return counted.length > 0 ? counted.join(',') : '*';
}

function describeAssets(assets: AssetCondition, cron: string | string[] | undefined): Described {
  const text = assetText(assets);
  const also = cron === undefined ? '' : `, or at ${[cron].flat().join(', ')}`;
  return { kind: 'ASSETS', expression: text, summary: `When updated: ${text}${also}` };
}

/** A condition in words: `(orders and (fx or fx_backup))`. */
export function assetText(assets: AssetCondition): string {
  if (typeof assets === 'string') return assets;
  if ('alias' in assets) return `any asset of ${assets.alias}`;
  const [list, word] = 'all' in assets ? [assets.all, ' and '] : [assets.any, ' or '];
  return list.length === 1 && list[0] !== undefined ? assetText(list[0]) : `(${list.map(assetText).join(word)})`;
}

function describeDates(dates: string[]): Described {
  const [first = '', ...more] = dates;
  const last = more.at(-1);
  const summary = last === undefined ? `At ${first}` : `At ${dates.length} times from ${first} to ${last}`;
  return { kind: 'DATES', expression: dates.join(', '), summary };
}

const DATE_UNITS: Readonly<Record<string, string>> = { Y: 'year', M: 'month', D: 'day' };
const TIME_UNITS: Readonly<Record<string, string>> = { H: 'hour', M: 'minute', S: 'second' };

/** `P1DT2H` as "1 day 2 hours". */
function words(period: string): string {
  const [date = '', time = ''] = period.slice(1).split('T');
  return [...partsOf(date, DATE_UNITS), ...partsOf(time, TIME_UNITS)].join(' ');
}

const partsOf = (text: string, units: Readonly<Record<string, string>>): string[] =>
  [...text.matchAll(/([\d.]+)([A-Z])/g)].map(
    ([, count = '', unit = '']) => `${count} ${units[unit] ?? unit}${count === '1' ? '' : 's'}`,
  );
