import type { BinaryOperator } from '../syntax/nodes.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { day, float, moment, span } from '../values/make.js';
import { numeric } from '../values/numbers.js';
import { isDay, isMoment, isSpan } from '../values/recognise.js';

const DAY = 86_400_000;

/** Sums and differences of dates and timedeltas; undefined when the operands are something else. */
export function dateArithmetic(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (operator === '+')
    return isSpan(left) && !isSpan(right) ? shifted(right, left.milliseconds) : plus(left, right, 1);
  if (operator === '-') return difference(left, right) ?? plus(left, right, -1);
  return scaled(operator, left, right);
}

const plus = (left: Value, right: Value, sign: 1 | -1): Value | undefined =>
  isSpan(right) ? shifted(left, sign * right.milliseconds) : undefined;

function shifted(value: Value, milliseconds: number): Value | undefined {
  if (isSpan(value)) return span(value.milliseconds + milliseconds);
  if (isDay(value)) return day(value.at.plus({ days: Math.floor(milliseconds / DAY) }));
  if (!isMoment(value)) return undefined;
  // Python adds on the wall clock, so that a day later is the same hour across a change of daylight saving time.
  const days = Math.floor(milliseconds / DAY);
  const at = value.at.plus({ days }).plus({ milliseconds: milliseconds - days * DAY });
  return at.isValid ? moment(at, value.naive) : fail('the date is out of range');
}

function difference(left: Value, right: Value): Value | undefined {
  if ((isMoment(left) && isMoment(right)) || (isDay(left) && isDay(right)))
    return span(left.at.toMillis() - right.at.toMillis());
  return undefined;
}

function scaled(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (isSpan(left) && isSpan(right) && right.milliseconds !== 0) {
    const ratio = left.milliseconds / right.milliseconds;
    return operator === '/' ? float(ratio) : operator === '//' ? Math.floor(ratio) : undefined;
  }
  const [time, factor] = isSpan(left) ? [left, numeric(right)] : [right, numeric(left)];
  if (!isSpan(time) || factor === null) return undefined;
  if (operator === '*') return span(time.milliseconds * factor);
  return operator === '/' && isSpan(left) && factor !== 0 ? span(time.milliseconds / factor) : undefined;
}
