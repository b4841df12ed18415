import { isoOf } from '../../domain/time/instant.js';
import { parseDate } from '../../domain/time/date.js';

/** Says its offset, so that no zone is needed to read it. */
export const saysItsZone = (text: string): boolean => /[Zz]$|[T ].*[+-]\d{2}:?\d{2}$/.test(text);

/**
 * An instant as somebody types it: without an offset it is a time of `zone`, and a day alone that day's first instant there; whatever is no date
 * stays as it is, for the API to judge.
 */
export function instantOf(text: string, zone: string): string {
  if (saysItsZone(text)) return text;
  const ms = parseDate(text, zone);
  return ms === null ? text : isoOf(ms);
}
