import { readField, type CronRange } from './cron-field.js';

/** Which wall-clock times an expression names. Lists are ascending. */
export interface CronFields {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  /** null: every year. */
  years: readonly number[] | null;
  days: DayFields;
}

/** Days of the month and days of the week; where both are restricted, either is enough. */
export interface DayFields {
  /** `nearest`: of these days the weekday (Monday to Friday) that is next to it in the month. */
  ofMonth: { restricted: boolean; days: ReadonlySet<number>; last: boolean; nearest: number | null };
  /** `nth` as `<weekday>#<n>`; `last` are weekdays whose last one in the month counts. 0 is Sunday. */
  ofWeek: { restricted: boolean; days: ReadonlySet<number>; nth: ReadonlySet<string>; last: ReadonlySet<number> };
}

/** The form that cronstrue reads: with more than five fields the seconds come first there. */
export function secondsFirst(expression: string): string {
  const [minute, hour, day, month, weekday, second, ...year] = expression.split(' ');
  return second === undefined ? expression : [second, minute, hour, day, month, weekday, ...year].join(' ');
}

/** Reads a normalised expression of five fields, or of six with the seconds, or seven with the year last (Airflow's order). Throws with words for people. */
export function parseCron(expression: string): CronFields {
  const [minute = '', hour = '', day = '', month = '', weekday = '', second = '0', year = '*'] = expression.split(' ');
  const years = readField(year, YEAR);
  return {
    seconds: readField(second, SECOND).values,
    minutes: readField(minute, MINUTE).values,
    hours: readField(hour, HOUR).values,
    months: new Set(readField(month, MONTH).values),
    years: years.any ? null : years.values,
    days: { ofMonth: daysOfMonth(day, weekday), ofWeek: daysOfWeek(weekday, day) },
  };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE: CronRange = { name: 'minute', min: 0, max: 59 };
const HOUR: CronRange = { name: 'hour', min: 0, max: 23 };
const DAY: CronRange = { name: 'day of the month', min: 1, max: 31, also: 'L, 15W alone, ?' };
const MONTH: CronRange = { name: 'month', min: 1, max: 12, names: MONTHS, also: 'jan-dec' };
const WEEKDAY: CronRange = {
  name: 'day of the week',
  min: 0,
  max: 6,
  names: WEEKDAYS,
  round: true,
  also: 'sun-sat, 5#2, L5, ?',
};
const SECOND: CronRange = { name: 'second', min: 0, max: 59 };
const YEAR: CronRange = { name: 'year', min: 1970, max: 2099 };

/** `15W` and croniter's `W15`; it stands alone. */
const NEAREST = /^(?:(\d+)W|W(\d+))$/i;

function daysOfMonth(text: string, weekday: string): DayFields['ofMonth'] {
  const [, before, after] = NEAREST.exec(text) ?? [];
  const nearest = before ?? after;
  if (nearest !== undefined) {
    const [day = null] = readField(nearest, DAY).values;
    return { restricted: true, days: new Set(), last: false, nearest: day };
  }
  const items = text.split(',');
  const plain = items.filter((item) => !/^L$/i.test(item)).map((item) => item.replace(/-L\b/i, '-31'));
  const field = daysOf(plain, text, DAY);
  const last = plain.length < items.length;
  return { ...field, restricted: isRestricted(field, weekday, 31), last, nearest: null };
}

/** `5#2`, `fri#2`, `mon-wed#1`. */
const NTH = /^([0-7]|[a-z]{3}(?:-[a-z]{3})?)#([1-5])$/i;
/** Airflow's `L5`, and `5L`. */
const LAST = /^(?:([0-7]|[a-z]{3})L|L([0-7]|[a-z]{3}))$/i;

/** As in croniter a `*`, or the same weekday, beside `5#2` or `L5` adds nothing; other weekdays do, which Airflow refuses. */
function daysOfWeek(text: string, day: string): DayFields['ofWeek'] {
  const plain: string[] = [];
  const nth = new Set<string>();
  const last = new Set<number>();
  for (const item of text.split(',')) {
    const [, nthDay, count = ''] = NTH.exec(item) ?? [];
    const [, before, after] = LAST.exec(item) ?? [];
    const named = nthDay ?? before ?? after;
    if (named === undefined) plain.push(item);
    for (const weekday of named === undefined ? [] : readField(named, WEEKDAY).values) {
      if (nthDay === undefined) last.add(weekday);
      else nth.add(`${weekday}#${count}`);
    }
  }
  const field = daysOf(plain, text, WEEKDAY);
  const counted = new Set([...last, ...[...nth].map((one) => Number(one[0]))]);
  const addsNothing = field.any || field.days.size === 7 || [...field.days].every((one) => counted.has(one));
  const days = counted.size > 0 && addsNothing ? new Set<number>() : field.days;
  return { restricted: isRestricted(field, day, 7), days, nth, last };
}

interface Days {
  any: boolean;
  days: ReadonlySet<number>;
}

function daysOf(items: readonly string[], text: string, range: CronRange): Days {
  if (text === '?') return { any: true, days: new Set(readField('*', range).values) };
  if (items.length === 0) return { any: false, days: new Set() };
  const { any, values } = readField(items.join(','), range);
  return { any, days: new Set(values) };
}

/** croniter takes a field that names all days for `*` only where the other field has a `*` in it. */
const isRestricted = ({ any, days }: Days, other: string, all: number): boolean =>
  !any && !(days.size === all && /[*?]/.test(other));
