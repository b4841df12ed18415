import { DateTime } from 'luxon';
import type { Value } from '../values/kinds.js';
import { moment } from '../values/make.js';

/** An ISO 8601 instant of the facts as a datetime in UTC, as Airflow hands it to templates. */
export function instant(iso: string): Value {
  const at = DateTime.fromISO(iso, { zone: 'utc' });
  if (!at.isValid) throw new Error(`a fact of the run is no instant: ${iso}`);
  return moment(at);
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** The same for a text that may be something else. */
export const maybeInstant = (value: Value): Value =>
  typeof value === 'string' && ISO.test(value) ? instant(value) : value;
