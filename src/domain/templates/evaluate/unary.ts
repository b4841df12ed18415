import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { span } from '../values/make.js';
import { float } from '../values/make.js';
import { integer, numeric } from '../values/numbers.js';
import { isFloat, isSpan } from '../values/recognise.js';
import { isTrue } from '../values/truth.js';

export function unary(operator: '-' | '+' | 'not', operand: Value): Value {
  if (operator === 'not') return !isTrue(operand);
  const sign = operator === '-' ? -1 : 1;
  if (isSpan(operand)) return span(sign * operand.milliseconds);
  const value = numeric(operand) ?? fail(`'${operator}' does not work with ${typeName(operand)}`);
  return isFloat(operand) ? float(sign * value) : integer(sign * value);
}
