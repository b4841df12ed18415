import { fail, typeName } from './failure.js';
import { type Dict, type DictKey, type PlainObject, type Value } from './kinds.js';
import { isDict, isWholeFloat } from './recognise.js';

/** Dicts of both kinds, read by own keys only: neither a prototype nor `__proto__` is ever reached. */
export const entriesOf = (mapping: Dict | PlainObject): readonly (readonly [DictKey, Value])[] =>
  isDict(mapping) ? [...mapping.entries] : Object.entries(mapping);

export const sizeOfMapping = (mapping: Dict | PlainObject): number =>
  isDict(mapping) ? mapping.entries.size : Object.keys(mapping).length;

/** The value under an own key, undefined when there is none. */
export function getKey(mapping: Dict | PlainObject, key: DictKey): Value | undefined {
  if (isDict(mapping)) return mapping.entries.get(key);
  if (typeof key !== 'string' || key === '__proto__' || !Object.hasOwn(mapping, key)) return undefined;
  return mapping[key];
}

export const hasKey = (mapping: Dict | PlainObject, key: DictKey): boolean => getKey(mapping, key) !== undefined;

/** What may be a key: str, int, float, bool, none. Python takes tuples too; JSON could not hold them. */
export function asKey(value: Value): DictKey {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (isWholeFloat(value)) return value.value;
  return fail(`a ${typeName(value)} cannot be the key of a dict`);
}
