/** A NUL, or a surrogate without its other half: PostgreSQL refuses both, in text and in jsonb. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Path of the first text in `value` that cannot be stored, keys included; null when all can. */
export function unstorableText(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? path : null;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, item] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (UNSTORABLE.test(key)) return `${path === '' ? 'input' : path}, a key`;
    const found = unstorableText(item, place);
    if (found !== null) return found;
  }
  return null;
}
