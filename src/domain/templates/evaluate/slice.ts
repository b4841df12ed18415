import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { tuple } from '../values/make.js';
import { asInteger } from '../values/numbers.js';
import { isList, isSequence, isString } from '../values/recognise.js';
import { charactersOf, itemsOf } from '../values/sequence.js';
import type { Run } from './run.js';

export interface SliceParts {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** `value[start:stop:step]` of a list, tuple or text, as Python does it. */
export function slice(value: Value, parts: SliceParts, run: Run): Value {
  if (isString(value)) {
    const characters = charactersOf(value);
    const plain = parts.step === null ? contiguous(characters.length, parts) : null;
    if (plain && typeof characters === 'string') return characters.slice(...plain);
    return pick(Array.from(value), parts, run).join('');
  }
  if (!isSequence(value)) return fail(`a ${typeName(value)} cannot be sliced`);
  const items = pick(itemsOf(value), parts, run);
  if (!isList(value)) return tuple(items);
  run.own.add(items);
  return items;
}

function contiguous(length: number, { start, stop }: SliceParts): [number, number] {
  const clamp = (value: Value, otherwise: number) => {
    if (value === null) return otherwise;
    const index = asInteger(value, 'a slice');
    return Math.min(length, Math.max(0, index < 0 ? index + length : index));
  };
  return [clamp(start, 0), clamp(stop, length)];
}

function pick<Item>(items: readonly Item[], parts: SliceParts, run: Run): Item[] {
  const step = parts.step === null ? 1 : asInteger(parts.step, 'a slice');
  if (step === 0) return fail('the step of a slice must not be 0');
  const { length } = items;
  const clamp = (value: Value, otherwise: number) => {
    if (value === null) return otherwise;
    const index = asInteger(value, 'a slice');
    return Math.min(step < 0 ? length - 1 : length, Math.max(step < 0 ? -1 : 0, index < 0 ? index + length : index));
  };
  const [start, stop] =
    step > 0
      ? [clamp(parts.start, 0), clamp(parts.stop, length)]
      : [clamp(parts.start, length - 1), clamp(parts.stop, -1)];
  const out: Item[] = [];
  for (let index = start; step > 0 ? index < stop : index > stop; index += step) {
    const item = items[index];
    if (item !== undefined) out.push(item);
  }
  run.budget.step(out.length);
  return out;
}
