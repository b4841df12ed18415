import type { JsonObject } from '../../json.js';
import { objectOr } from '../graph/outline.js';
import type { Finding } from '../issue.js';

/** Each deadline has one of `by` and `after`; a time zone means something with `by` only. */
export function checkDeadlines({ deadlines }: JsonObject): Finding[] {
  if (!Array.isArray(deadlines)) return [];
  return deadlines.flatMap((entry, i): Finding[] => {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return [];
    const { by, after, timezone } = objectOr(entry);
    const path = ['deadlines', i];
    if ((by === undefined) === (after === undefined))
      return [{ code: 'BAD_VALUE', path, message: 'give either by (a time of day) or after (a duration)' }];
    if (timezone === undefined || by !== undefined) return [];
    return [{ code: 'BAD_VALUE', path: [...path, 'timezone'], message: 'timezone belongs to by' }];
  });
}
