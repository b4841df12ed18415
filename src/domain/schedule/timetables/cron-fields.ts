import { CronExpressionParser } from 'cron-parser';
import { plainList, type CronRange } from './cron-list.js';

/** Which wall-clock times an expression names. Lists are ascending. */
export interface CronFields {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  days: DayFields;
}

/** Days of the month and days of the week; where both are restricted, either is enough. */
export interface DayFields {
  ofMonth: { restricted: boolean; days: ReadonlySet<number>; last: boolean };
  /** `nth` as `<weekday>#<n>`; `last` are weekdays whose last one in the month counts. 0 is Sunday. */
  ofWeek: { restricted: boolean; days: ReadonlySet<number>; nth: ReadonlySet<string>; last: ReadonlySet<number> };
}

/** The form that cron-parser and cronstrue read: with six fields the seconds come first there. */
export function secondsFirst(expression: string): string {
  const fields = expression.split(' ');
  const seconds = fields.length === 6 ? fields.pop() : undefined;
  return seconds === undefined ? expression : [seconds, ...fields].join(' ');
}

/** Reads a normalised expression of five fields, or of six with the seconds last (Airflow's order). Throws with the parser's words for a bad one. */
export function parseCron(expression: string): CronFields {
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekdayText = '', ...more] =
    expression.split(' ');
  const { plain, nth, last } = splitWeekdays(weekdayText);
  const days = [plainList(dayText.replaceAll('l', 'L'), DAYS), '*', plain === '' ? '*' : plainList(plain, WEEKDAYS)];
  const times = [timeField(minuteText, SIXTY), timeField(hourText, HOURS)];
  // month and day apart: the parser refuses 31 April, though beside it a weekday may be named, and either is enough
  const { month } = fieldsOf(`* * * ${timeField(monthText, MONTHS)} *`);
  const rest = [...times, ...days, ...more.map((field) => timeField(field, SIXTY))].join(' ');
  const { second, minute, hour, dayOfMonth, dayOfWeek } = fieldsOf(rest);
  return {
    seconds: numbers(second.values),
    minutes: numbers(minute.values),
    hours: numbers(hour.values),
    months: new Set(numbers(month.values)),
    days: {
      ofMonth: {
        restricted: !dayOfMonth.isWildcard,
        days: new Set(numbers(dayOfMonth.values)),
        last: dayOfMonth.hasLastChar,
      },
      ofWeek: {
        restricted: plain === '' || !dayOfWeek.isWildcard,
        days: plain === '' ? new Set() : new Set(numbers(dayOfWeek.values).map((day) => day % 7)),
        nth,
        last,
      },
    },
  };
}

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SIXTY: CronRange = { min: 0, max: 59 };
const HOURS: CronRange = { min: 0, max: 23 };
const DAYS: CronRange = { min: 1, max: 31 };
const MONTHS: CronRange = { min: 1, max: 12, names: MONTH_NAMES };
const WEEKDAYS: CronRange = { min: 0, max: 6, names: NAMES, round: true };

/** A question mark, which the parser takes anywhere, is for days only. */
function timeField(field: string, range: CronRange): string {
  if (field.includes('?')) throw new Error(`? is for days of the month and of the week: ${field}`);
  return plainList(field, range);
}

const fieldsOf = (expression: string) =>
  CronExpressionParser.parse(secondsFirst(expression), { tz: 'UTC', currentDate: '2026-01-01T00:00:00Z' }).fields;

const numbers = (values: readonly (number | string)[]): number[] =>
  values.filter((value) => typeof value === 'number').sort((a, b) => a - b);

const NTH = /^([0-7]|[a-z]{3})#([1-5])$/i;
/** `5L` and Airflow's `L5`. */
const LAST = /^(?:([0-7]|[a-z]{3})L|L([0-7]|[a-z]{3}))$/i;

/** `mon#1`, `fri#3` and `5L` may stand in a list, which the parser does not take: they are read here, the rest there. */
function splitWeekdays(field: string): { plain: string; nth: Set<string>; last: Set<number> } {
  const plain: string[] = [];
  const nth = new Set<string>();
  const last = new Set<number>();
  for (const item of field.split(',')) {
    if (item === '') throw new Error(`Invalid list: ${field}`);
    if (item.includes('#') && !NTH.test(item)) throw new Error(`# stands between a weekday and 1 to 5: ${item}`);
    const [, nthDay, count = ''] = NTH.exec(item) ?? [];
    const [, before, after] = LAST.exec(item) ?? [];
    const day = weekday(nthDay ?? before ?? after);
    if (day === null) plain.push(/^[0-7]$/.test(item) ? String(Number(item) % 7) : item);
    else if (nthDay === undefined) last.add(day);
    else nth.add(`${day}#${count}`);
  }
  return { plain: [...new Set(plain)].join(','), nth, last };
}

function weekday(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/\d/.test(text)) return Number(text) % 7;
  const day = NAMES.indexOf(text.toLowerCase());
  return day === -1 ? null : day;
}
