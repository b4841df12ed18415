import type { Run } from '../evaluate/run.js';
import { fail, typeName } from './failure.js';
import type { Tuple, Value } from './kinds.js';
import { entriesOf, sizeOfMapping } from './mapping.js';
import { isMapping, isNothing, isSequence, isString } from './recognise.js';

export const itemsOf = (value: readonly Value[] | Tuple): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : (value as Tuple).items;

const ASTRAL = /[\uD800-\uDFFF]/;

/** The characters of a text as Python counts them: code points. Plain texts are not copied. */
export const charactersOf = (text: string): string | readonly string[] => (ASTRAL.test(text) ? Array.from(text) : text);

/** What a `for` walks: elements of a list or tuple, keys of a dict, characters of a text. Charges one step for ten elements. */
export function iterate(value: Value, run: Run): readonly Value[] {
  run.budget.step(Math.ceil(sizeHint(value) / 10));
  if (isSequence(value)) return itemsOf(value);
  if (isMapping(value)) return entriesOf(value).map(([key]) => key);
  if (isString(value)) return Array.from(value);
  if (isNothing(value)) return [];
  return fail(`${typeName(value)} is not a list: it cannot be walked through`);
}

const sizeHint = (value: Value): number =>
  isString(value) ? value.length : isSequence(value) ? itemsOf(value).length : 0;

/** Python's len(). */
export function lengthOf(value: Value): number {
  if (isString(value)) return charactersOf(value).length;
  if (isSequence(value)) return itemsOf(value).length;
  if (isMapping(value)) return sizeOfMapping(value);
  return fail(`${typeName(value)} has no length`);
}
