import type { MacroBody, Statement } from '../syntax/nodes.js';
import { fail } from '../values/failure.js';
import type { Arguments, Callable, Value } from '../values/kinds.js';
import { callable, dict, tuple, undefinedValue } from '../values/make.js';
import { evaluate } from './expression.js';
import { innerFrame, type Frame } from './frame.js';
import type { Run } from './run.js';

type Capture = (body: readonly Statement[], frame: Frame, run: Run) => string;

/** A macro over the frame in which it was defined; calling it gives text. */
export function makeMacro(macro: MacroBody, defined: Frame, capture: Capture): Callable {
  return callable(macro.name, (given, run) => {
    run.budget.enter();
    const text = capture(macro.body, bindParameters(macro, given, defined, run), run);
    run.budget.leave();
    return text;
  });
}

function bindParameters(macro: MacroBody, given: Arguments, defined: Frame, run: Run): Frame {
  const frame = innerFrame(defined);
  const extra = new Map(given.named);
  macro.parameters.forEach((parameter, index) => {
    const value = given.positional[index] ?? extra.get(parameter.name);
    extra.delete(parameter.name);
    frame.names.set(parameter.name, value === undefined ? missing(parameter, frame, run) : value);
  });
  const caller = extra.get('caller');
  if (caller !== undefined) frame.names.set('caller', caller);
  extra.delete('caller');
  const rest = given.positional.slice(macro.parameters.length);
  refuseExtra(macro, rest, extra);
  frame.names.set('varargs', tuple(rest));
  frame.names.set('kwargs', dict(extra));
  return frame;
}

function missing(parameter: MacroBody['parameters'][number], frame: Frame, run: Run): Value {
  if (parameter.otherwise) return evaluate(parameter.otherwise, frame, run);
  return undefinedValue(`the argument '${parameter.name}' was not given`, parameter.name);
}

/** Jinja lets a macro take more than its parameters only when its body reads varargs or kwargs. */
function refuseExtra(macro: MacroBody, rest: readonly Value[], extra: ReadonlyMap<string, Value>): void {
  if (rest.length === 0 && extra.size === 0) return;
  const body = JSON.stringify(macro.body);
  if (rest.length > 0 && !body.includes('"varargs"'))
    fail(`'${macro.name}' takes ${macro.parameters.length} arguments, more are given`, macro.name);
  const [unknown] = extra.keys();
  if (unknown !== undefined && !body.includes('"kwargs"'))
    fail(`'${macro.name}' has no argument '${unknown}'`, macro.name);
}
