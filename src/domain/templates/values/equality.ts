import type { Run } from '../evaluate/run.js';
import { defined } from './failure.js';
import type { Dict, PlainObject, Value } from './kinds.js';
import { entriesOf, getKey, sizeOfMapping } from './mapping.js';
import { numeric } from './numbers.js';
import { isDay, isFacade, isList, isMapping, isMoment, isSequence, isSpan, isString } from './recognise.js';
import { itemsOf } from './sequence.js';

/** Python's ==: by value, 1 == 1.0 == True, lists and tuples differ. */
export function equal(left: Value, right: Value, run: Run): boolean {
  run.budget.step();
  const [a, b] = [numeric(defined(left)), numeric(defined(right))];
  if (a !== null && b !== null) return a === b;
  if (left === right) return true;
  if (isMapping(left) && isMapping(right)) return equalMappings(left, right, run);
  if (isSequence(left) && isSequence(right) && isList(left) === isList(right)) {
    return equalItemsOf(itemsOf(left), itemsOf(right), run);
  }
  return equalSpecial(left, right, run);
}

function equalSpecial(left: Value, right: Value, run: Run): boolean {
  if ((isMoment(left) && isMoment(right)) || (isDay(left) && isDay(right)))
    return left.at.toMillis() === right.at.toMillis();
  if (isSpan(left) && isSpan(right)) return left.milliseconds === right.milliseconds;
  if (isFacade(left) && left.json !== undefined && !isString(right)) return equal(left.json, right, run);
  if (isFacade(right) && right.json !== undefined && !isString(left)) return equal(left, right.json, run);
  return false;
}

export function equalItemsOf(left: readonly Value[], right: readonly Value[], run: Run): boolean {
  return left.length === right.length && left.every((item, index) => equal(item, right[index] ?? null, run));
}

function equalMappings(left: Dict | PlainObject, right: Dict | PlainObject, run: Run): boolean {
  if (sizeOfMapping(left) !== sizeOfMapping(right)) return false;
  return entriesOf(left).every(([key, item]) => {
    const other = getKey(right, key);
    return other !== undefined && equal(item, other, run);
  });
}
