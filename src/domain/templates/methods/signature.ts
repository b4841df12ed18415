import type { Run } from '../evaluate/run.js';
import { fail } from '../values/failure.js';
import type { Arguments, Value } from '../values/kinds.js';

/** Arguments in the order of the signature; undefined where an optional one is left out. */
export type Given = readonly (Value | undefined)[];

/** A built-in method, filter, test or function: `self` is the receiver or operand. */
export type Native<Result = Value> = (self: Value, given: Arguments, run: Run) => Result;

/** A native with named parameters, written `old new count?`: a question mark makes one optional. */
export function native<Self extends Value = Value, Result = Value>(
  signature: string,
  body: (self: Self, given: Given, run: Run) => Result,
): Native<Result> {
  const parameters = signature.split(' ').filter((name) => name !== '');
  const names = parameters.map((name) => name.replace('?', ''));
  const required = parameters.filter((name) => !name.endsWith('?')).length;
  return (self, given, run) => body(self as Self, bind(names, required, given), run);
}

function bind(names: readonly string[], required: number, given: Arguments): Given {
  if (given.positional.length > names.length)
    fail(`at most ${names.length} arguments are expected here, ${given.positional.length} given`);
  const bound: (Value | undefined)[] = names.map((_, index) => given.positional[index]);
  for (const [name, value] of given.named) {
    const index = names.indexOf(name);
    if (index < 0) fail(`there is no argument '${name}' here; known are ${names.join(', ') || 'none'}`);
    if (bound[index] !== undefined) fail(`the argument '${name}' is given twice`);
    bound[index] = value;
  }
  const missing = names.findIndex((_, index) => index < required && bound[index] === undefined);
  if (missing >= 0) fail(`the argument '${names[missing] ?? ''}' is missing`);
  return bound;
}

/** A table that no name from outside reaches the prototype of. */
export const table = <Entry>(entries: Readonly<Record<string, Entry>>): ReadonlyMap<string, Entry> =>
  new Map(Object.entries(entries));
