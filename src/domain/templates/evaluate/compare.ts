import { assertNever } from '../../assert-never.js';
import type { CompareOperator } from '../syntax/nodes.js';
import { equal } from '../values/equality.js';
import { defined, fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { asKey, hasKey } from '../values/mapping.js';
import { order } from '../values/order.js';
import { isMapping, isSequence, isString } from '../values/recognise.js';
import { itemsOf } from '../values/sequence.js';
import type { Run } from './run.js';

export function compare(operator: CompareOperator, left: Value, right: Value, run: Run): boolean {
  switch (operator) {
    case '==':
      return equal(left, right, run);
    case '!=':
      return !equal(left, right, run);
    case '<':
      return order(left, right, run) < 0;
    case '<=':
      return order(left, right, run) <= 0;
    case '>':
      return order(left, right, run) > 0;
    case '>=':
      return order(left, right, run) >= 0;
    case 'in':
      return contains(right, left, run);
    case 'not in':
      return !contains(right, left, run);
    default:
      return assertNever(operator, 'comparison');
  }
}

/** Python's `item in container`. */
export function contains(container: Value, item: Value, run: Run): boolean {
  defined(item);
  if (isString(container)) {
    run.budget.step(container.length >> 10);
    return isString(item) ? container.includes(item) : fail(`'in' a str needs a str, not ${typeName(item)}`);
  }
  if (isMapping(container)) return hasKey(container, asKey(item));
  if (isSequence(container)) return itemsOf(container).some((member) => equal(member, item, run));
  return fail(`'in' does not work with ${typeName(container)}`);
}
