import { printf } from '../formatting/printf.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { float, tuple } from '../values/make.js';
import { likeOperands, numeric } from '../values/numbers.js';
import { isInteger, isList, isSequence, isString, isTuple } from '../values/recognise.js';
import { itemsOf } from '../values/sequence.js';
import { textOf } from '../values/text.js';
import type { BinaryOperator } from '../syntax/nodes.js';
import { dateArithmetic } from './date-arithmetic.js';
import type { Run } from './run.js';

/** `left operator right` with Python's types and results. */
export function arithmetic(operator: BinaryOperator, left: Value, right: Value, run: Run): Value {
  if (operator === '~') return concat(textOf(left, run.budget), textOf(right, run.budget), run);
  if (operator === '%' && isString(left)) return printf(left, right, run);
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== null && b !== null) return numbers(operator, a, b, left, right);
  const other = operator === '+' ? add(left, right, run) : operator === '*' ? repeat(left, right, run) : undefined;
  return (
    other ??
    dateArithmetic(operator, left, right) ??
    fail(`'${operator}' does not work between ${typeName(left)} and ${typeName(right)}`)
  );
}

function numbers(operator: BinaryOperator, a: number, b: number, left: Value, right: Value): Value {
  switch (operator) {
    case '+':
      return likeOperands(a + b, left, right);
    case '-':
      return likeOperands(a - b, left, right);
    case '*':
      return likeOperands(a * b, left, right);
    case '/':
      return float(a / notZero(b));
    case '//':
      return likeOperands(Math.floor(a / notZero(b)), left, right);
    case '%':
      return likeOperands(modulo(a, notZero(b)), left, right);
    default:
      return power(a, b, left, right);
  }
}

const notZero = (value: number): number => (value === 0 ? fail('division by zero') : value);

/** The sign of Python's % is that of the divisor. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function power(a: number, b: number, left: Value, right: Value): Value {
  if (a === 0 && b < 0) return fail('0 has no negative power');
  const result = a ** b;
  if (Number.isNaN(result)) return fail('this power is not a real number');
  return b < 0 ? float(result) : likeOperands(result, left, right);
}

function concat(left: string, right: string, run: Run): string {
  run.budget.text(left.length + right.length);
  return left + right;
}

function add(left: Value, right: Value, run: Run): Value | undefined {
  if (isString(left) && isString(right)) return concat(left, right, run);
  if (!isSequence(left) || !isSequence(right) || isList(left) !== isList(right)) return undefined;
  const items = [...itemsOf(left), ...itemsOf(right)];
  run.budget.step(items.length);
  return own(items, isTuple(left), run);
}

function repeat(left: Value, right: Value, run: Run): Value | undefined {
  const [thing, times] = isInteger(left) ? [right, left] : [left, right];
  if (!isInteger(times)) return undefined;
  const count = Math.max(0, times);
  if (isString(thing)) {
    run.budget.text(thing.length * count);
    return thing.repeat(count);
  }
  if (!isSequence(thing)) return undefined;
  const items = itemsOf(thing);
  run.budget.step(items.length * count);
  return own(
    Array.from({ length: items.length * count }, (_, index) => items[index % items.length] ?? null),
    isTuple(thing),
    run,
  );
}

function own(items: Value[], asTuple: boolean, run: Run): Value {
  if (asTuple) return tuple(items);
  run.own.add(items);
  return items;
}
