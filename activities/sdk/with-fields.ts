import { z } from 'zod';
import { parseDuration } from '../../src/domain/time/duration.js';
import type { Json } from '../../src/domain/json.js';

/** A duration as DAG files write it (`90s`, `1h30m`, ISO 8601, or seconds); parsed to milliseconds. */
export const durationField = z
  .union([z.string(), z.number()])
  .transform((given, issues): number => {
    const ms = parseDuration(given);
    if (ms !== null) return ms;
    issues.addIssue({ code: 'custom', message: `"${given}" is no duration: write 90s, 5m, 1h30m, PT5M or seconds` });
    return z.NEVER;
  })
  .describe('Duration: 90s, 5m, 1h30m, ISO 8601, or a number of seconds');

/** Any JSON value. It comes out of JSON, so there is nothing to check. */
export const jsonField: z.ZodType<Json> = z.unknown() as z.ZodType<Json>;

/** A scalar that is used as text, such as an environment variable or a header. */
export const textField = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/**
 * Refinement for objects of which exactly one of some keys must be given. Its issue stands at the object: at a key it would be forgiven at registration
 * where the key's value is a template.
 */
export function exactlyOneOf(...keys: string[]) {
  return (value: object, issues: z.RefinementCtx): void => {
    const given = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined);
    if (given.length === 1) return;
    const list = keys.map((key) => `"${key}"`).join(' or ');
    issues.addIssue({ code: 'custom', message: `give ${given.length === 0 ? '' : 'only one of '}${list}` });
  };
}

/** Refinement for keys that only make sense together. */
export function together(...keys: string[]) {
  return (value: object, issues: z.RefinementCtx): void => {
    const given = keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined);
    if (given.length === 0 || given.length === keys.length) return;
    const missing = keys.filter((key) => !given.includes(key));
    issues.addIssue({ code: 'custom', message: `"${given.join('", "')}" needs "${missing.join('", "')}" too` });
  };
}
