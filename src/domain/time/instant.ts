import { DateTime } from 'luxon';

/** Milliseconds since the epoch of an RFC 3339 instant. Throws on anything else: instants in events are our own writing. */
export function msOf(instant: string): number {
  const ms = DateTime.fromISO(instant, { zone: 'utc' }).toMillis();
  if (Number.isNaN(ms)) throw new Error(`not an instant: ${instant}`);
  return ms;
}

/** RFC 3339 in UTC with three digits, the form of all times in events. */
export const isoOf = (ms: number): string => {
  const iso = DateTime.fromMillis(ms, { zone: 'utc' }).toISO();
  if (iso === null) throw new Error(`not an instant: ${ms}`);
  return iso;
};
