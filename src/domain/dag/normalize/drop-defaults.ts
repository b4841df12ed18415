import { canonicalJson } from '../../canonical-json.js';

/** The object without the keys that say what would hold anyway, and without undefined ones. */
export function dropDefaults<T extends object>(object: T, defaults: object): T {
  const known = defaults as Record<string, unknown>;
  const kept = Object.entries(object).filter(
    ([key, value]) => value !== undefined && !(Object.hasOwn(known, key) && same(value, known[key])),
  );
  return Object.fromEntries(kept) as T;
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b));
