import type { Day, Moment, Value } from '../values/kinds.js';
import { isMoment } from '../values/recognise.js';

/** Fields of a date or datetime by Python's and pendulum's names. */
export function datetimeAttribute(self: Moment | Day, name: string): Value | undefined {
  const { at } = self;
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
    case 'quarter':
      return at[name];
    case 'day_of_week':
      return at.weekday - 1;
    case 'day_of_year':
      return at.ordinal;
    case 'week_of_year':
      return at.weekNumber;
    case 'days_in_month':
      return at.daysInMonth ?? 0;
    default:
      return isMoment(self) ? clockAttribute(self, name) : undefined;
  }
}

function clockAttribute({ at, naive }: Moment, name: string): Value | undefined {
  switch (name) {
    case 'hour':
    case 'minute':
    case 'second':
      return at[name];
    case 'microsecond':
      return at.millisecond * 1000;
    case 'int_timestamp':
      return Math.floor(at.toSeconds());
    case 'float_timestamp':
      return at.toMillis() / 1000;
    case 'offset':
      return at.offset * 60;
    case 'timezone_name':
    case 'tzinfo':
    case 'timezone':
      return naive ? null : at.zoneName;
    default:
      return undefined;
  }
}
