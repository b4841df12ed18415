import { assertNever } from '../../assert-never.js';
import type { Target } from '../syntax/nodes.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { isFacade } from '../values/recognise.js';
import { iterate } from '../values/sequence.js';
import { findName, type Frame } from './frame.js';
import type { Run } from './run.js';

/** Sets a name of this frame, unpacks into several, or sets an attribute of a namespace. */
export function assign(target: Target, value: Value, frame: Frame, run: Run): void {
  switch (target.type) {
    case 'name':
      frame.names.set(target.name, value);
      return;
    case 'tuple':
      unpack(target.items, value, frame, run);
      return;
    case 'attribute': {
      const object = findName(frame, target.object) ?? null;
      if (!isFacade(object) || !object.assign)
        fail(`'${target.object}' is no namespace: its attributes cannot be set`, target.object);
      else object.assign(target.name, value);
      return;
    }
    default:
      assertNever(target, 'target of an assignment');
  }
}

function unpack(targets: readonly Target[], value: Value, frame: Frame, run: Run): void {
  const items = iterate(value, run);
  if (items.length !== targets.length) fail(`${targets.length} values are expected to unpack, ${items.length} given`);
  targets.forEach((target, index) => assign(target, items[index] ?? null, frame, run));
}
