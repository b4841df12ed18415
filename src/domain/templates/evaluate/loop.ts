import type { For } from '../syntax/nodes.js';
import { equalItemsOf } from '../values/equality.js';
import { fail } from '../values/failure.js';
import type { Facade, Value } from '../values/kinds.js';
import { callable, facade, undefinedValue } from '../values/make.js';
import { iterate } from '../values/sequence.js';
import { isTrue } from '../values/truth.js';
import { assign } from './assign.js';
import { evaluate } from './expression.js';
import { innerFrame, type Frame } from './frame.js';
import type { Run } from './run.js';
import type { Flow, Output } from './output.js';

interface Surroundings {
  readonly frame: Frame;
  readonly output: Output;
  readonly run: Run;
  readonly execute: (body: For['body'], frame: Frame, output: Output, run: Run) => Flow;
}

/** A `for` with its condition, its `loop` and its `else`. Names set in the body end with each pass, as in Jinja. */
export function runLoop(node: For, { frame, output, run, execute }: Surroundings): Flow {
  const items = chosen(node, frame, run);
  if (items.length === 0) return execute(node.otherwise, innerFrame(frame), output, run);
  const state: LoopState = { items, index: 0, changed: null };
  const loop = loopFacade(state);
  for (; state.index < items.length; state.index += 1) {
    const inner = innerFrame(frame);
    inner.names.set('loop', loop);
    assign(node.target, items[state.index] ?? null, inner, run);
    if (execute(node.body, inner, output, run) === 'break') break;
  }
  return 'next';
}

function chosen(node: For, frame: Frame, run: Run): readonly Value[] {
  const all = iterate(evaluate(node.iterable, frame, run), run);
  const { condition } = node;
  if (!condition) return all;
  return all.filter((item) => {
    const inner = innerFrame(frame);
    assign(node.target, item, inner, run);
    return isTrue(evaluate(condition, inner, run));
  });
}

interface LoopState {
  readonly items: readonly Value[];
  index: number;
  changed: readonly Value[] | null;
}

function loopFacade(state: LoopState): Facade {
  const neighbour = (offset: number): Value => {
    const item = state.items[state.index + offset];
    return item === undefined
      ? undefinedValue(`there is no ${offset < 0 ? 'previous' : 'next'} item here`, 'loop')
      : item;
  };
  return facade({
    name: 'loop',
    attribute: (name) => {
      if (name === 'previtem' || name === 'nextitem') return neighbour(name === 'previtem' ? -1 : 1);
      if (name === 'cycle')
        return callable(
          'loop.cycle',
          ({ positional }) => positional[state.index % positional.length] ?? fail('loop.cycle needs values'),
        );
      if (name === 'changed')
        return callable('loop.changed', ({ positional }, run) => hasChanged(state, positional, run));
      return counter(state, name);
    },
  });
}

function counter({ items, index }: LoopState, name: string): Value | undefined {
  const counters: Readonly<Record<string, Value>> = {
    index: index + 1,
    index0: index,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
    first: index === 0,
    last: index === items.length - 1,
    length: items.length,
    // Recursive loops, which count deeper, are not supported.
    depth: 1,
    depth0: 0,
  };
  return Object.hasOwn(counters, name) ? counters[name] : undefined;
}

function hasChanged(state: LoopState, values: readonly Value[], run: Run): boolean {
  const same = state.changed !== null && equalItemsOf(state.changed, values, run);
  state.changed = values;
  return !same;
}
