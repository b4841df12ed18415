import { assertNever } from '../../assert-never.js';
import type { CallArguments, Expression } from '../syntax/nodes.js';
import { fail, typeName } from '../values/failure.js';
import type { Arguments, Value } from '../values/kinds.js';
import { dict, NOTHING, tuple, undefinedValue } from '../values/make.js';
import { asKey, entriesOf } from '../values/mapping.js';
import { isCallable, isFacade, isMapping, isString } from '../values/recognise.js';
import { iterate } from '../values/sequence.js';
import { isTrue } from '../values/truth.js';
import { getAttribute, getItem } from './access.js';
import { arithmetic } from './arithmetic.js';
import { compare } from './compare.js';
import { findName, type Frame } from './frame.js';
import type { Run } from './run.js';
import { slice } from './slice.js';
import { unary } from './unary.js';

/** The value of an expression; names that nobody set give an undefined value, an error as soon as it is used. */
export function evaluate(node: Expression, frame: Frame, run: Run): Value {
  run.budget.step();
  run.budget.enter();
  const value = evaluateNode(node, frame, run);
  run.budget.leave();
  return value;
}

type Of<Type extends Expression['type']> = Extract<Expression, { type: Type }>;

function evaluateNode(node: Expression, frame: Frame, run: Run): Value {
  switch (node.type) {
    case 'literal':
      return node.value;
    case 'name':
      return lookUp(node.name, frame, run);
    case 'attribute':
      return getAttribute(evaluate(node.object, frame, run), node.name, run);
    case 'item':
      return getItem(evaluate(node.object, frame, run), evaluate(node.key, frame, run), run);
    case 'call':
      return call(evaluate(node.callee, frame, run), evaluateArguments(node.given, frame, run), run);
    case 'filter':
      return run.filter(node.name, evaluate(node.operand, frame, run), evaluateArguments(node.given, frame, run));
    case 'test':
      return (
        run.test(node.name, evaluate(node.operand, frame, run), evaluateArguments(node.given, frame, run)) !==
        node.negated
      );
    case 'list':
    case 'tuple':
    case 'dict':
    case 'slice':
      return evaluateContainer(node, frame, run);
    default:
      return evaluateOperator(node, frame, run);
  }
}

function evaluateContainer(node: Of<'list' | 'tuple' | 'dict' | 'slice'>, frame: Frame, run: Run): Value {
  switch (node.type) {
    case 'tuple':
      return tuple(node.items.map((item) => evaluate(item, frame, run)));
    case 'list': {
      const items = node.items.map((item) => evaluate(item, frame, run));
      run.own.add(items);
      return items;
    }
    case 'dict':
      return dict(node.entries.map(([key, value]) => [asKey(evaluate(key, frame, run)), evaluate(value, frame, run)]));
    case 'slice': {
      const part = (value: Expression | null) => (value ? evaluate(value, frame, run) : null);
      const object = evaluate(node.object, frame, run);
      return slice(object, { start: part(node.start), stop: part(node.stop), step: part(node.step) }, run);
    }
    default:
      return assertNever(node, 'container of a template');
  }
}

function evaluateOperator(
  node: Of<'unary' | 'binary' | 'compare' | 'logic' | 'choice'>,
  frame: Frame,
  run: Run,
): Value {
  switch (node.type) {
    case 'unary':
      return unary(node.operator, evaluate(node.operand, frame, run));
    case 'binary':
      return arithmetic(node.operator, evaluate(node.left, frame, run), evaluate(node.right, frame, run), run);
    case 'compare':
      return compareChain(node, frame, run);
    case 'logic': {
      const left = evaluate(node.left, frame, run);
      return isTrue(left) === (node.operator === 'and') ? evaluate(node.right, frame, run) : left;
    }
    case 'choice':
      if (isTrue(evaluate(node.test, frame, run))) return evaluate(node.then, frame, run);
      return node.otherwise ? evaluate(node.otherwise, frame, run) : NOTHING;
    default:
      return assertNever(node, 'operator of a template');
  }
}

function compareChain(node: Of<'compare'>, frame: Frame, run: Run): boolean {
  let left = evaluate(node.first, frame, run);
  for (const { operator, operand } of node.rest) {
    const right = evaluate(operand, frame, run);
    if (!compare(operator, left, right, run)) return false;
    left = right;
  }
  return true;
}

function lookUp(name: string, frame: Frame, run: Run): Value {
  const value = findName(frame, name);
  if (value !== undefined) return value;
  const global = run.global(name);
  return global === undefined ? undefinedValue(`'${name}' is undefined`, name) : global;
}

/** Calls a function, method, macro or callable facade. */
export function call(callee: Value, given: Arguments, run: Run): Value {
  if (isCallable(callee)) return callee.call(given, run);
  if (isFacade(callee) && callee.call) return callee.call(given, run);
  return fail(`a ${typeName(callee)} cannot be called`);
}

export function evaluateArguments(given: CallArguments, frame: Frame, run: Run): Arguments {
  const positional = given.positional.map((value) => evaluate(value, frame, run));
  if (given.spread) positional.push(...iterate(evaluate(given.spread, frame, run), run));
  const named = new Map(given.named.map(([name, value]) => [name, evaluate(value, frame, run)]));
  for (const [key, value] of given.namedSpread ? namedEntries(evaluate(given.namedSpread, frame, run)) : [])
    named.set(key, value);
  return { positional, named };
}

function namedEntries(value: Value): (readonly [string, Value])[] {
  if (!isMapping(value)) return fail(`'**' needs a dict, not ${typeName(value)}`);
  return entriesOf(value).map(([key, item]) => [isString(key) ? key : fail("'**' needs keys that are str"), item]);
}
