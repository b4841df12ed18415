import type { JsonObject } from '../../json.js';
import type { Facade, Value } from '../values/kinds.js';
import { facade } from '../values/make.js';
import { maybeInstant } from './instant.js';

export const toCamelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
export const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Keys of a record that hold instants. */
const INSTANT_KEY = /(At|Date|Start|End)$|^(start|end)$/;

/** Facts as an object whose keys can be written in both spellings, camelCase and snake_case; instants are datetimes. */
export function record(name: string, facts: JsonObject, more: Readonly<Record<string, Value>> = {}): Facade {
  const extra = new Map(Object.entries(more));
  return facade({
    name,
    json: facts,
    attribute: (written) => {
      const key = [written, toCamelCase(written)].find((candidate) => Object.hasOwn(facts, candidate));
      if (key === undefined) return extra.get(written) ?? extra.get(toCamelCase(written));
      const value = facts[key] ?? null;
      return INSTANT_KEY.test(key) ? maybeInstant(value) : value;
    },
  });
}
