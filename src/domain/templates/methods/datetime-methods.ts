import { DateTime, IANAZone, type DateTimeUnit } from 'luxon';
import { dateText, isoText, clockText } from '../formatting/datetime-text.js';
import { pendulumFormat } from '../formatting/pendulum-format.js';
import { strftime } from '../formatting/strftime.js';
import { fail } from '../values/failure.js';
import type { Day, Moment, Value } from '../values/kinds.js';
import { day, float, moment, span } from '../values/make.js';
import { asNumber } from '../values/numbers.js';
import { isMoment } from '../values/recognise.js';
import { native, table, type Native } from './signature.js';
import { takeText } from './take.js';

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
const START_UNITS: readonly string[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'];

const valid = (at: DateTime): DateTime => (at.isValid ? at : fail('the date does not exist'));
const numberOf = (value: Value | undefined): number =>
  value === undefined || value === null ? 0 : asNumber(value, 'a part of a date');

/** pendulum's add(days=1, …); `sign` -1 subtracts. */
const shift = (sign: 1 | -1): Native =>
  native<Moment>(`${UNITS.join('? ')}? microseconds?`, (self, given) => {
    const parts = Object.fromEntries(UNITS.map((unit, index) => [unit, sign * numberOf(given[index])]));
    const milliseconds = (sign * numberOf(given[UNITS.length])) / 1000;
    return moment(valid(self.at.plus({ ...parts, milliseconds })), self.naive);
  });

function zoned(self: Moment, zone: Value | undefined): Moment {
  const name = takeText(zone);
  if (name.toUpperCase() !== 'UTC' && !IANAZone.isValidZone(name))
    return fail('a time zone is an IANA name such as Europe/Paris');
  return moment(self.at.setZone(name));
}

const unitOf = (value: Value | undefined): DateTimeUnit => {
  const unit = takeText(value);
  return START_UNITS.includes(unit) ? (unit as DateTimeUnit) : fail(`a unit is one of ${START_UNITS.join(', ')}`);
};

const text = (body: (at: DateTime) => string): Native => native<Moment | Day>('', ({ at }) => body(at));
const weekdays: Readonly<Record<string, Native>> = {
  weekday: native<Moment | Day>('', ({ at }) => at.weekday - 1),
  isoweekday: native<Moment | Day>('', ({ at }) => at.weekday),
  strftime: native<Moment | Day>('format', (self, [format]) =>
    strftime(self.at, takeText(format), isMoment(self) && self.naive),
  ),
  format: native<Moment | Day>('fmt', (self, [format]) => pendulumFormat(self.at, takeText(format))),
  to_date_string: text(dateText),
};

function replaceFields(self: Moment | Day, given: readonly (Value | undefined)[]): DateTime {
  const set = Object.fromEntries(
    FIELDS.flatMap((name, index) => (given[index] === undefined ? [] : [[name, numberOf(given[index])]])),
  );
  const micro = given[FIELDS.length];
  return valid(self.at.set(micro === undefined ? set : { ...set, millisecond: Math.floor(numberOf(micro) / 1000) }));
}

/** Methods of a date. */
export const DAY_METHODS: ReadonlyMap<string, Native> = table<Native>({
  ...weekdays,
  isoformat: native<Day>('', (self) => isoText(self)),
  replace: native<Day>('year? month? day?', (self, given) => day(replaceFields(self, given))),
});

/** Methods of a datetime: Python's, and those of pendulum that templates use. There is no now(): rendering has no clock. */
export const MOMENT_METHODS: ReadonlyMap<string, Native> = table<Native>({
  ...weekdays,
  isoformat: native<Moment>('sep?', (self, [separator]) => isoText(self, takeText(separator, 'T'))),
  date: native<Moment>('', (self) => day(self.at)),
  timestamp: native<Moment>('', (self) => float(self.at.toMillis() / 1000)),
  add: shift(1),
  subtract: shift(-1),
  replace: native<Moment>(`${FIELDS.join('? ')}? microsecond?`, (self, given) =>
    moment(replaceFields(self, given), self.naive),
  ),
  in_timezone: native<Moment>('tz', (self, [zone]) => zoned(self, zone)),
  in_tz: native<Moment>('tz', (self, [zone]) => zoned(self, zone)),
  start_of: native<Moment>('unit', (self, [unit]) => moment(self.at.startOf(unitOf(unit)), self.naive)),
  end_of: native<Moment>('unit', (self, [unit]) => moment(self.at.endOf(unitOf(unit)), self.naive)),
  utcoffset: native<Moment>('', (self) => (self.naive ? null : span(self.at.offset * 60_000))),
  to_datetime_string: text((at) => `${dateText(at)} ${clockText(at).slice(0, 8)}`),
  to_time_string: text((at) => clockText(at).slice(0, 8)),
  to_iso8601_string: native<Moment>('', (self) => isoText(self).replace(/\+00:00$/, 'Z')),
});
