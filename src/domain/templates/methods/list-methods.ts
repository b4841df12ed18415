import type { Run } from '../evaluate/run.js';
import { equal } from '../values/equality.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { sorted } from '../values/order.js';
import { itemsOf, iterate } from '../values/sequence.js';
import type { Tuple } from '../values/kinds.js';
import { native, table, type Native } from './signature.js';
import { takeFlag, takeInteger } from './take.js';

/** The list itself, to be changed: only one that the template made, never data from outside. */
function changeable(list: readonly Value[], run: Run): Value[] {
  if (!run.own.has(list)) fail('this list is given data and cannot be changed; copy it first: | list');
  run.budget.step();
  return list as Value[];
}

const indexOf = (items: readonly Value[], wanted: Value, run: Run): number =>
  items.findIndex((item) => equal(item, wanted, run));

type Sequence = readonly Value[] | Tuple;
const READING: Readonly<Record<string, Native>> = {
  count: native<Sequence>(
    'value',
    (list, [wanted], run) => itemsOf(list).filter((item) => equal(item, wanted ?? null, run)).length,
  ),
  index: native<Sequence>('value', (list, [wanted], run) => {
    const at = indexOf(itemsOf(list), wanted ?? null, run);
    return at < 0 ? fail('the value is not in the list') : at;
  }),
};

export const TUPLE_METHODS: ReadonlyMap<string, Native> = table(READING);

/** The methods of list. Those that change a list give None, as in Python. */
export const LIST_METHODS: ReadonlyMap<string, Native> = table<Native>({
  ...READING,
  copy: native<readonly Value[]>('', (list) => [...list]),
  append: native<readonly Value[]>('value', (list, [item], run) => {
    changeable(list, run).push(item ?? null);
    return null;
  }),
  extend: native<readonly Value[]>('values', (list, [items], run) => {
    const added = iterate(items ?? null, run);
    run.budget.step(added.length);
    changeable(list, run).push(...added);
    return null;
  }),
  insert: native<readonly Value[]>('index value', (list, [index, item], run) => {
    changeable(list, run).splice(takeInteger(index, 0), 0, item ?? null);
    return null;
  }),
  pop: native<readonly Value[]>('index?', (list, [index], run) => {
    const at = takeInteger(index, -1);
    const [item] = changeable(list, run).splice(at, 1);
    return item ?? (item === null ? null : fail('the list has no such element'));
  }),
  remove: native<readonly Value[]>('value', (list, [wanted], run) => {
    const at = indexOf(list, wanted ?? null, run);
    if (at < 0) fail('the value is not in the list');
    changeable(list, run).splice(at, 1);
    return null;
  }),
  reverse: native<readonly Value[]>('', (list, _, run) => {
    changeable(list, run).reverse();
    return null;
  }),
  sort: native<readonly Value[]>('reverse?', (list, [reverse], run) => {
    const ordered = sorted(list, run);
    changeable(list, run).splice(0, list.length, ...(takeFlag(reverse) ? ordered.reverse() : ordered));
    return null;
  }),
});
