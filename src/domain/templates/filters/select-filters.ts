import type { Run } from '../evaluate/run.js';
import { native, table, type Native } from '../methods/signature.js';
import { takeFlag, takeText } from '../methods/take.js';
import { equal } from '../values/equality.js';
import { fail } from '../values/failure.js';
import { KIND, type Arguments, type Value } from '../values/kinds.js';
import { tuple } from '../values/make.js';
import { entriesOf } from '../values/mapping.js';
import { sorted } from '../values/order.js';
import { isMapping, isUndefined } from '../values/recognise.js';
import { itemsOf, iterate } from '../values/sequence.js';
import { isTrue } from '../values/truth.js';
import type { Tuple } from '../values/kinds.js';
import { attributeReader, ignoringCase } from './attribute-path.js';

const without = (given: Arguments, count: number): Arguments => ({
  positional: given.positional.slice(count),
  named: given.named,
});

/** select and reject: by a test with arguments, or by truth. With an attribute first: selectattr and rejectattr. */
const selecting =
  (keep: boolean, byAttribute: boolean): Native =>
  (self, given, run) => {
    const skip = byAttribute ? 1 : 0;
    const read = byAttribute
      ? attributeReader(given.positional[0] ?? fail('an attribute is missing'), run)
      : (item: Value) => item;
    const test = given.positional[skip];
    const rest = without(given, skip + 1);
    return iterate(self, run).filter((item) => {
      run.budget.step();
      const value = read(item);
      return (test === undefined ? isTrue(value) : run.test(takeText(test), value, rest)) === keep;
    });
  };

/** map: by attribute, or by a filter with arguments. */
const mapping: Native = (self, given, run) => {
  const attribute = given.named.get('attribute');
  const items = iterate(self, run);
  if (given.positional.length === 0 && attribute !== undefined)
    return items.map(attributeReader(attribute, run, given.named.get('default')));
  const name = takeText(given.positional[0] ?? fail("map needs the name of a filter, or attribute='…'"));
  return items.map((item) => {
    run.budget.step();
    return run.filter(name, item, without(given, 1));
  });
};

function groups(value: Value, read: (item: Value) => Value, fold: (key: Value) => Value, run: Run): Value[] {
  const found: { key: Value; grouper: Value; items: Value[] }[] = [];
  for (const item of sorted(iterate(value, run), run, (member) => fold(read(member)))) {
    const grouper = read(item);
    const last = found.at(-1);
    if (last && equal(last.key, fold(grouper), run)) last.items.push(item);
    else found.push({ key: fold(grouper), grouper, items: [item] });
  }
  return found.map(({ grouper, items }): Tuple => ({
    [KIND]: 'tuple',
    items: [grouper, items],
    names: ['grouper', 'list'],
  }));
}

/** Jinja's filters that choose, transform and group. */
export const SELECT_FILTERS: ReadonlyMap<string, Native> = table<Native>({
  map: mapping,
  select: selecting(true, false),
  reject: selecting(false, false),
  selectattr: selecting(true, true),
  rejectattr: selecting(false, true),
  attr: native('name', (value, [name], run) => run.attribute(value, takeText(name))),
  items: native('', (value) => {
    if (isUndefined(value)) return [];
    return isMapping(value) ? entriesOf(value).map((entry) => tuple(entry)) : fail('items needs a dict');
  }),
  dictsort: native('case_sensitive? by? reverse?', (value, [sensitive, by, reverse], run) => {
    if (!isMapping(value)) return fail('dictsort needs a dict');
    const at = { key: 0, value: 1 }[takeText(by, 'key')] ?? fail("dictsort sorts by 'key' or 'value'");
    const fold = ignoringCase(takeFlag(sensitive));
    const pairs: Value[] = entriesOf(value).map((entry) => tuple(entry));
    const key = (pair: Value) => fold(itemsOf(pair as Tuple)[at] ?? null);
    return takeFlag(reverse) ? sorted(pairs.reverse(), run, key).reverse() : sorted(pairs, run, key);
  }),
  groupby: native('attribute default? case_sensitive?', (value, [attribute, otherwise, sensitive], run) =>
    groups(value, attributeReader(attribute ?? null, run, otherwise), ignoringCase(takeFlag(sensitive)), run),
  ),
});
