import type { Json, JsonObject } from '../../../src/domain/json.js';
import { storable } from '../attempt/task-error.js';

/** Longest text of rendered fields that is kept, in characters of JSON. */
const LONGEST = 64 * 1024;
/** Longest string within them once they are too long as a whole. */
const LONGEST_STRING = 1024;

/** Rendered fields as JSON text for `jsonb`: what is too long is cut, with a mark. The caller has masked them. */
export function renderedText(fields: JsonObject): string {
  const whole = JSON.stringify(fit(fields, Number.POSITIVE_INFINITY));
  if (whole.length <= LONGEST) return whole;
  const cut = JSON.stringify(fit(fields, LONGEST_STRING));
  if (cut.length <= LONGEST) return cut;
  return JSON.stringify({ '…': `[rendered fields of ${whole.length} characters, too long to keep]` });
}

function fit(value: Json, longest: number): Json {
  if (typeof value === 'string') {
    const text = storable(value);
    return text.length > longest ? `${text.slice(0, longest)}… [cut, ${text.length} characters]` : text;
  }
  if (Array.isArray(value)) return value.map((item) => fit(item, longest));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), fit(item, longest)]));
}
