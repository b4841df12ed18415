import { DateTime, IANAZone } from 'luxon';

const FORM = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** How to write a date, for messages. */
export const DATE_HINT = 'write a date such as 2026-01-31 or an RFC 3339 time such as 2026-01-31T06:00:00+01:00';

/**
 * Milliseconds since the epoch of a date (its first instant) or of an RFC 3339 time; null for anything else.
 * @param zone IANA zone in which a text without an offset is read; a time that the zone skips moves forward by the gap
 */
export function parseDate(text: string, zone: string): number | null {
  if (!FORM.test(text)) return null;
  const ms = DateTime.fromISO(text.replace(' ', 'T'), { zone }).toMillis();
  return Number.isNaN(ms) ? null : ms;
}

/** Whether the name is one of the IANA database, such as `Europe/Paris` or `UTC`; offsets such as `+01:00` are none. */
export const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
