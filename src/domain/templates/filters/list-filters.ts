import type { Run } from '../evaluate/run.js';
import { arithmetic } from '../evaluate/arithmetic.js';
import { joinTexts } from '../methods/joining.js';
import { native, table, type Native } from '../methods/signature.js';
import { takeAnyText, takeFlag, takeInteger } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { undefinedValue } from '../values/make.js';
import { order, sorted } from '../values/order.js';
import { isString } from '../values/recognise.js';
import { iterate, lengthOf } from '../values/sequence.js';
import { textOf } from '../values/text.js';
import { attributeReader, ignoringCase } from './attribute-path.js';
import { uniqueItems } from './unique.js';

const own = (items: Value[], run: Run): Value => {
  run.own.add(items);
  return items;
};
const readerOf = (attribute: Value | undefined, run: Run) =>
  attribute === undefined || attribute === null ? (item: Value) => item : attributeReader(attribute, run);

const noItem = (which: string): Value => undefinedValue(`the list has no ${which} item: it is empty`, which);

function itemAt(items: readonly Value[], index: number, which: string): Value {
  const item = items.at(index);
  return item === undefined ? noItem(which) : item;
}

function extreme(which: 'min' | 'max'): Native {
  return native('case_sensitive? attribute?', (value, [sensitive, attribute], run) => {
    const read = readerOf(attribute, run);
    const fold = ignoringCase(takeFlag(sensitive));
    const items = iterate(value, run);
    const [first] = items;
    if (first === undefined) return noItem(which);
    const sign = which === 'min' ? 1 : -1;
    return items.reduce(
      (best, item) => (sign * order(fold(read(item)), fold(read(best)), run) < 0 ? item : best),
      first,
    );
  });
}

function sortBy(attribute: Value | undefined, sensitive: boolean, run: Run): (item: Value) => Value {
  const fold = ignoringCase(sensitive);
  if (!isString(attribute ?? null)) return (item) => fold(readerOf(attribute, run)(item));
  const readers = (attribute as string).split(',').map((path) => attributeReader(path, run));
  return (item) => readers.map((read) => fold(read(item)));
}

/** Pairs of both lists: as many as the shorter has, or with a default as the longer has. */
function zip(left: readonly Value[], right: readonly Value[], fill: Value | undefined, run: Run): Value {
  const length = fill === undefined ? Math.min(left.length, right.length) : Math.max(left.length, right.length);
  run.budget.step(length);
  const pairs = Array.from({ length }, (_, i) => own([left[i] ?? fill ?? null, right[i] ?? fill ?? null], run));
  return own(pairs, run);
}

function batch(items: readonly Value[], size: number, fill: Value | undefined, run: Run): Value {
  if (size < 1) return fail('batch needs a size of 1 or more');
  const batches = Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
  const last = batches.at(-1);
  if (last && fill !== undefined && fill !== null) {
    run.budget.step(size);
    while (last.length < size) last.push(fill);
  }
  return batches;
}

function sliceInto(items: readonly Value[], count: number, fill: Value | undefined, run: Run): Value {
  if (count < 1) return fail('slice needs 1 slice or more');
  run.budget.step(count);
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  return Array.from({ length: count }, (_, index) => {
    const start = index * size + Math.min(index, longer);
    const part = items.slice(start, start + size + (index < longer ? 1 : 0));
    return fill !== undefined && fill !== null && index >= longer ? [...part, fill] : part;
  });
}

/** Jinja's filters over lists. Where Jinja gives a generator, we give a list. */
export const LIST_FILTERS: ReadonlyMap<string, Native> = table<Native>({
  first: native('', (value, _, run) => itemAt(iterate(value, run), 0, 'first')),
  last: native('', (value, _, run) => itemAt(iterate(value, run), -1, 'last')),
  length: native('', (value) => lengthOf(value)),
  count: native('', (value) => lengthOf(value)),
  list: native('', (value, _, run) => own([...iterate(value, run)], run)),
  reverse: native('', (value, _, run) =>
    isString(value) ? Array.from(value).reverse().join('') : own([...iterate(value, run)].reverse(), run),
  ),
  sort: native('reverse? case_sensitive? attribute?', (value, [reverse, sensitive, attribute], run) => {
    const ordered = sorted(
      takeFlag(reverse) ? [...iterate(value, run)].reverse() : iterate(value, run),
      run,
      sortBy(attribute, takeFlag(sensitive), run),
    );
    return own(takeFlag(reverse) ? ordered.reverse() : ordered, run);
  }),
  unique: native('case_sensitive? attribute?', (value, [sensitive, attribute], run) => {
    const fold = ignoringCase(takeFlag(sensitive));
    const read = readerOf(attribute, run);
    return own(
      uniqueItems(iterate(value, run), (item) => fold(read(item)), run),
      run,
    );
  }),
  min: extreme('min'),
  max: extreme('max'),
  sum: native('attribute? start?', (value, [attribute, start], run) =>
    iterate(value, run)
      .map(readerOf(attribute, run))
      .reduce((total, item) => arithmetic('+', total, item, run), start ?? 0),
  ),
  join: native('d? attribute?', (value, [separator, attribute], run) => {
    const read = readerOf(attribute, run);
    return joinTexts(
      iterate(value, run).map((item) => textOf(read(item), run.budget)),
      takeAnyText(separator, '', run),
      run,
    );
  }),
  // not in Jinja: Airflow's XComArg.zip, for lists that are mapped over together
  zip: native('other default?', (value, [other, fill], run) =>
    zip(iterate(value, run), iterate(other ?? null, run), fill, run),
  ),
  batch: native('linecount fill_with?', (value, [size, fill], run) =>
    batch(iterate(value, run), takeInteger(size, 1), fill, run),
  ),
  slice: native('slices fill_with?', (value, [count, fill], run) =>
    sliceInto(iterate(value, run), takeInteger(count, 1), fill, run),
  ),
});
