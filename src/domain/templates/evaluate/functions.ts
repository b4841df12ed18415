import type { Run } from './run.js';
import { pairsOf } from '../methods/dict-methods.js';
import { native, table } from '../methods/signature.js';
import { takeInteger, takeText } from '../methods/take.js';
import { fail } from '../values/failure.js';
import type { Facade, Value } from '../values/kinds.js';
import { callable, dict, facade } from '../values/make.js';

const MAX_RANGE = 100_000;

const rangeItems = native('start stop? step?', (_, given, run) => {
  const [first, second] = [takeInteger(given[0], 0), given[1]];
  const [start, stop] = second === undefined ? [0, first] : [first, takeInteger(second, 0)];
  const step = takeInteger(given[2], 1);
  if (step === 0) return fail('the step of range must not be 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > MAX_RANGE) return fail(`range gives at most ${MAX_RANGE} numbers`, 'range');
  run.budget.step(length);
  return Array.from({ length }, (__, index) => start + index * step);
});

function namespace(values: Iterable<readonly [unknown, Value]>): Facade {
  const names = new Map([...values].map(([key, value]) => [String(key), value]));
  return facade({
    name: 'namespace',
    attribute: (name) => names.get(name),
    assign: (name, value) => {
      names.set(name, value);
    },
  });
}

/** Walks its values in a circle. */
function cycler(items: readonly Value[]): Facade {
  let index = 0;
  if (items.length === 0) fail('cycler needs values', 'cycler');
  const current = (): Value => items[index % items.length] ?? null;
  const next = callable('cycler.next', () => {
    const value = current();
    index += 1;
    return value;
  });
  const reset = callable('cycler.reset', () => {
    index = 0;
    return null;
  });
  return facade({
    name: 'cycler',
    attribute: (name) =>
      name === 'current' ? current() : name === 'next' ? next : name === 'reset' ? reset : undefined,
  });
}

/** Gives its separator from the second call on. */
function joiner(separator: string): Value {
  let used = false;
  return callable('joiner', () => {
    const text = used ? separator : '';
    used = true;
    return text;
  });
}

/** Jinja's global functions. */
export const FUNCTIONS: ReadonlyMap<string, Value> = table<Value>({
  range: callable('range', (given, run: Run) => rangeItems(null, given, run)),
  dict: callable('dict', (given, run) => dict(pairsOf(given, run))),
  namespace: callable('namespace', (given, run) => namespace(pairsOf(given, run))),
  cycler: callable('cycler', ({ positional }) => cycler(positional)),
  joiner: callable('joiner', ({ positional: [separator] }) => joiner(takeText(separator, ', '))),
});
