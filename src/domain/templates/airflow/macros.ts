import { DateTime } from 'luxon';
import { dateText } from '../formatting/datetime-text.js';
import { strftime } from '../formatting/strftime.js';
import { strptime } from '../formatting/strptime.js';
import { native, type Native } from '../methods/signature.js';
import { takeAnyText, takeInteger, takeText } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { attributes, callable, facade, moment, span, undefinedValue } from '../values/make.js';
import { asNumber } from '../values/numbers.js';

const DS = '%Y-%m-%d';
const asCallable = (name: string, body: Native): Value => callable(name, (given, run) => body(null, given, run));

const MILLISECONDS = {
  days: 86_400_000,
  seconds: 1000,
  microseconds: 0.001,
  milliseconds: 1,
  minutes: 60_000,
  hours: 3_600_000,
  weeks: 604_800_000,
};

const timedelta = native(`${Object.keys(MILLISECONDS).join('? ')}?`, (_, given) =>
  span(
    Object.values(MILLISECONDS).reduce((sum, unit, index) => sum + unit * asNumber(given[index] ?? 0, 'timedelta'), 0),
  ),
);

const newDatetime = native('year month day hour? minute? second? microsecond?', (_, given) => {
  const [year, month, day, hour, minute, second, micro] = given.map((value) => takeInteger(value, 0));
  const at = DateTime.fromObject(
    { year, month, day, hour, minute, second, millisecond: Math.floor((micro ?? 0) / 1000) },
    { zone: 'utc' },
  );
  return at.isValid ? moment(at, true) : fail('the date does not exist', 'datetime');
});

const fromIso = native('date_string', (_, [text]) => {
  const written = takeText(text);
  const at = DateTime.fromISO(written, { setZone: true, zone: 'utc' });
  return at.isValid
    ? moment(at, !/(Z|[+-]\d{2}(:?\d{2})?)$/.test(written.slice(10)))
    : fail('this is no date in ISO 8601', 'fromisoformat');
});

const parse = native('date_string format', (_, [text, format]) => strptime(takeText(text), takeText(format)));

const datetime = attributes(
  'datetime',
  { strptime: asCallable('datetime.strptime', parse), fromisoformat: asCallable('datetime.fromisoformat', fromIso) },
  { call: (given, run) => newDatetime(null, given, run) },
);

const FUNCTIONS: ReadonlyMap<string, Value> = new Map([
  [
    'ds_add',
    asCallable(
      'macros.ds_add',
      native('ds days', (_, [ds, days], run) =>
        dateText(strptime(takeAnyText(ds, '', run), DS).at.plus({ days: takeInteger(days, 0) })),
      ),
    ),
  ],
  [
    'ds_format',
    asCallable(
      'macros.ds_format',
      native('ds input_format output_format', (_, [ds, input, output], run) => {
        const parsed = strptime(takeAnyText(ds, '', run), takeText(input));
        return strftime(parsed.at, takeText(output), parsed.naive);
      }),
    ),
  ],
  ['timedelta', asCallable('macros.timedelta', timedelta)],
  ['datetime', datetime],
]);

const missing = (name: string): Value =>
  undefinedValue(
    `macros has no '${name}' here; known are ${[...FUNCTIONS.keys()].join(', ')}. Clocks and random values would render differently each time`,
    name,
  );

/** Airflow's `macros`, without those that depend on a clock or on chance. */
export const macros = (): Value =>
  facade({ name: 'macros', attribute: (name) => FUNCTIONS.get(name) ?? missing(name) });
