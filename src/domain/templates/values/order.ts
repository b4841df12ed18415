import type { Run } from '../evaluate/run.js';
import { equal } from './equality.js';
import { fail, typeName } from './failure.js';
import type { Value } from './kinds.js';
import { numeric } from './numbers.js';
import { isDay, isList, isMoment, isSequence, isSpan, isString } from './recognise.js';
import { itemsOf } from './sequence.js';

/** Negative, zero or positive, as Python orders two values; different types have no order. */
export function order(left: Value, right: Value, run: Run): number {
  run.budget.step();
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== null && b !== null) return a - b;
  if (isString(left) && isString(right)) return orderTexts(left, right);
  if (isSequence(left) && isSequence(right) && isList(left) === isList(right)) {
    return orderItems(itemsOf(left), itemsOf(right), run);
  }
  if ((isMoment(left) && isMoment(right)) || (isDay(left) && isDay(right)))
    return left.at.toMillis() - right.at.toMillis();
  if (isSpan(left) && isSpan(right)) return left.milliseconds - right.milliseconds;
  return fail(`${typeName(left)} and ${typeName(right)} have no order`);
}

/** By code points, not by UTF-16 units. */
function orderTexts(left: string, right: string): number {
  if (left === right) return 0;
  const limit = Math.min(left.length, right.length);
  let index = 0;
  while (index < limit && left.charCodeAt(index) === right.charCodeAt(index)) index += 1;
  const before = index > 0 && /[\uD800-\uDBFF]/.test(left.charAt(index - 1)) ? index - 1 : index;
  return (left.codePointAt(before) ?? -1) - (right.codePointAt(before) ?? -1);
}

function orderItems(left: readonly Value[], right: readonly Value[], run: Run): number {
  const limit = Math.min(left.length, right.length);
  for (let index = 0; index < limit; index += 1) {
    const [a, b] = [left[index] ?? null, right[index] ?? null];
    if (!equal(a, b, run)) return order(a, b, run);
  }
  return left.length - right.length;
}

/** A sorted copy; stable, as Python's sort. */
export function sorted(items: readonly Value[], run: Run, key: (item: Value) => Value = (item) => item): Value[] {
  run.budget.step(items.length);
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((left, right) => order(left.key, right.key, run))
    .map((entry) => entry.item);
}
