import type { Run } from '../evaluate/run.js';
import { fail } from '../values/failure.js';
import type { Arguments, Dict, DictKey, PlainObject, Value } from '../values/kinds.js';
import { dict, tuple } from '../values/make.js';
import { asKey, entriesOf, getKey } from '../values/mapping.js';
import { isDict, isMapping, isSequence } from '../values/recognise.js';
import { itemsOf, iterate } from '../values/sequence.js';
import { native, table, type Native } from './signature.js';

type Mapping = Dict | PlainObject;

/** The entries themselves, to be changed: plain objects are data from outside. */
function changeable(mapping: Mapping, run: Run): Map<DictKey, Value> {
  run.budget.step();
  return isDict(mapping)
    ? mapping.entries
    : fail('this dict is given data and cannot be changed; copy it first: dict(it)');
}

/** What dict(x) and update(x) take: a dict or a list of pairs, and keyword arguments. */
export function pairsOf(given: Arguments, run: Run): (readonly [DictKey, Value])[] {
  const [from = null] = given.positional;
  const pairs = from === null ? [] : isMapping(from) ? entriesOf(from) : iterate(from, run).map(pairOf);
  run.budget.step(pairs.length);
  return [...pairs, ...given.named];
}

function pairOf(value: Value): readonly [DictKey, Value] {
  const [key = null, item = null] = isSequence(value) ? itemsOf(value) : fail('a list of pairs is expected here');
  return [asKey(key), item];
}

/** The methods of dict; as in Python they hide keys of the same name: write d['items'] for those. */
export const DICT_METHODS: ReadonlyMap<string, Native> = table<Native>({
  keys: native<Mapping>('', (mapping) => entriesOf(mapping).map(([key]) => key)),
  values: native<Mapping>('', (mapping) => entriesOf(mapping).map(([, item]) => item)),
  items: native<Mapping>('', (mapping) => entriesOf(mapping).map((entry) => tuple(entry))),
  get: native<Mapping>('key default?', (mapping, [key, otherwise]) => {
    const item = getKey(mapping, asKey(key ?? null));
    return item === undefined ? (otherwise ?? null) : item;
  }),
  copy: native<Mapping>('', (mapping) => dict(entriesOf(mapping))),
  update: (self, given, run) => {
    const entries = changeable(self as Mapping, run);
    for (const [key, item] of pairsOf(given, run)) entries.set(key, item);
    return null;
  },
  setdefault: native<Mapping>('key default?', (mapping, [key, otherwise], run) => {
    const entries = changeable(mapping, run);
    const name = asKey(key ?? null);
    if (!entries.has(name)) entries.set(name, otherwise ?? null);
    return entries.get(name) ?? null;
  }),
  pop: native<Mapping>('key default?', (mapping, [key, otherwise], run) => {
    const entries = changeable(mapping, run);
    const name = asKey(key ?? null);
    const item = entries.get(name) ?? otherwise;
    entries.delete(name);
    return item === undefined ? fail('the dict has no such key') : item;
  }),
});
