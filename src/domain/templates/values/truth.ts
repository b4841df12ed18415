import { defined } from './failure.js';
import { objectKind, type Value } from './kinds.js';
import { sizeOfMapping } from './mapping.js';
import { isMapping, isNothing, isSequence, isSpan, isWholeFloat } from './recognise.js';
import { itemsOf } from './sequence.js';

/** Python's bool(): empty, zero and None are false. An undefined value is an error. */
export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (isSequence(value)) return itemsOf(value).length > 0;
  if (isMapping(value)) return sizeOfMapping(value) > 0;
  if (isWholeFloat(value)) return value.value !== 0;
  if (isSpan(value)) return value.milliseconds !== 0;
  return !isNothing(value) && objectKind(defined(value)) !== null;
}
