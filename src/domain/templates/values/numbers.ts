import { fail, typeName } from './failure.js';
import type { Value } from './kinds.js';
import { float } from './make.js';
import { isFloat, isWholeFloat } from './recognise.js';

/** The number of an int, float or bool; null for everything else. */
export function numeric(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isWholeFloat(value) ? value.value : null;
}

export const asNumber = (value: Value, what: string): number =>
  numeric(value) ?? fail(`${what} needs a number, not ${typeName(value)}`);

/** An int; Python's ints have no end, ours end at 2^53 - 1 and say so. */
export function integer(value: number): number {
  if (!Number.isSafeInteger(value)) return fail('the result is an integer beyond 2^53 - 1');
  return Object.is(value, -0) ? 0 : value;
}

export function asInteger(value: Value, what: string): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return fail(`${what} needs an int, not ${typeName(value)}`);
}

/** A result that is a float as soon as one operand is one. */
export const likeOperands = (result: number, left: Value, right: Value): Value =>
  isFloat(left) || isFloat(right) ? float(result) : integer(result);
