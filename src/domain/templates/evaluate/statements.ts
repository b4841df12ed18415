import { assertNever } from '../../assert-never.js';
import type { FilterStep, If, Statement } from '../syntax/nodes.js';
import type { Value } from '../values/kinds.js';
import { textOf } from '../values/text.js';
import { isTrue } from '../values/truth.js';
import { assign } from './assign.js';
import { call, evaluate, evaluateArguments } from './expression.js';
import { innerFrame, type Frame } from './frame.js';
import { runLoop } from './loop.js';
import { makeMacro } from './macro.js';
import { createOutput, type Flow, type Output } from './output.js';
import type { Run } from './run.js';

/** Runs statements in a frame and writes their text. */
export function execute(body: readonly Statement[], frame: Frame, output: Output, run: Run): Flow {
  run.budget.enter();
  let flow: Flow = 'next';
  for (const statement of body) {
    run.budget.step();
    flow = executeOne(statement, frame, output, run);
    if (flow !== 'next') break;
  }
  run.budget.leave();
  return flow;
}

function executeOne(statement: Statement, frame: Frame, output: Output, run: Run): Flow {
  if (statement.type === 'text') {
    output.write(statement.text);
    return 'next';
  }
  run.at = statement.at;
  switch (statement.type) {
    case 'output':
      output.write(textOf(evaluate(statement.value, frame, run), run.budget));
      return 'next';
    case 'if':
      return executeIf(statement, frame, output, run);
    case 'for':
      return runLoop(statement, { frame, output, run, execute });
    case 'break':
    case 'continue':
      return statement.type;
    case 'do':
      evaluate(statement.value, frame, run);
      return 'next';
    default:
      return executeBlock(statement, frame, output, run);
  }
}

function executeIf(statement: If, frame: Frame, output: Output, run: Run): Flow {
  return execute(
    isTrue(evaluate(statement.test, frame, run)) ? statement.body : statement.otherwise,
    frame,
    output,
    run,
  );
}

type Block = Extract<Statement, { type: 'set' | 'setBlock' | 'macro' | 'callBlock' | 'filterBlock' | 'with' }>;

function executeBlock(statement: Block, frame: Frame, output: Output, run: Run): Flow {
  switch (statement.type) {
    case 'set':
      assign(statement.target, evaluate(statement.value, frame, run), frame, run);
      return 'next';
    case 'setBlock':
      assign(
        statement.target,
        filtered(capture(statement.body, innerFrame(frame), run), statement.filters, frame, run),
        frame,
        run,
      );
      return 'next';
    case 'macro':
      frame.names.set(statement.macro.name, makeMacro(statement.macro, frame, capture));
      return 'next';
    case 'callBlock':
      output.write(calledText(statement, frame, run));
      return 'next';
    case 'filterBlock':
      output.write(
        textOf(filtered(capture(statement.body, innerFrame(frame), run), statement.filters, frame, run), run.budget),
      );
      return 'next';
    case 'with':
      return executeWith(statement, frame, output, run);
    default:
      return assertNever(statement, 'block of a template');
  }
}

function calledText(statement: Extract<Block, { type: 'callBlock' }>, frame: Frame, run: Run): string {
  const { positional, named } = evaluateArguments(statement.given, frame, run);
  const given = { positional, named: new Map(named).set('caller', makeMacro(statement.caller, frame, capture)) };
  return textOf(call(evaluate(statement.callee, frame, run), given, run), run.budget);
}

function executeWith(statement: Extract<Block, { type: 'with' }>, frame: Frame, output: Output, run: Run): Flow {
  const inner = innerFrame(frame);
  for (const [name, value] of statement.values) inner.names.set(name, evaluate(value, frame, run));
  return execute(statement.body, inner, output, run);
}

function filtered(text: string, filters: readonly FilterStep[], frame: Frame, run: Run): Value {
  return filters.reduce<Value>(
    (value, step) => run.filter(step.name, value, evaluateArguments(step.given, frame, run)),
    text,
  );
}

/** The text of a body, for blocks that use it as a value. */
export function capture(body: readonly Statement[], frame: Frame, run: Run): string {
  const output = createOutput(run);
  const at = run.at;
  execute(body, frame, output, run);
  run.at = at;
  return output.text();
}
