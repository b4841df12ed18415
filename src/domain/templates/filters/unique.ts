import type { Run } from '../evaluate/run.js';
import { equal } from '../values/equality.js';
import type { Value } from '../values/kinds.js';
import { numeric } from '../values/numbers.js';

/** The first of each group of items with equal keys, in their order. */
export function uniqueItems(items: readonly Value[], key: (item: Value) => Value, run: Run): Value[] {
  const seenPlain = new Set<Value>();
  const seenOther: Value[] = [];
  return items.filter((item) => {
    const folded = key(item);
    const value = numeric(folded) ?? folded;
    if (typeof value === 'string' || typeof value === 'number') {
      if (seenPlain.has(value)) return false;
      seenPlain.add(value);
      return true;
    }
    if (seenOther.some((other) => equal(other, value, run))) return false;
    seenOther.push(value);
    return true;
  });
}
