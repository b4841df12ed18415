import type { Run } from '../evaluate/run.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { numberText } from '../values/number-text.js';
import { numeric } from '../values/numbers.js';
import { isDay, isFloat, isMoment } from '../values/recognise.js';
import { textOf } from '../values/text.js';
import { numberParts } from './number-format.js';
import { strftime } from './strftime.js';

const SPEC = /^(?:([\s\S])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** Python's format(value, spec): the part after the colon in `'{:>8.2f}'.format(x)`. */
export function formatBySpec(value: Value, spec: string, run: Run): string {
  if (spec === '') return textOf(value, run.budget);
  if (isMoment(value) || isDay(value)) return strftime(value.at, spec, isMoment(value) && value.naive);
  const found = SPEC.exec(spec) ?? fail('a format after the colon is not understood');
  const [, fill, align, , , zero, width] = found;
  const number = typeof value === 'boolean' && found[9] === undefined ? null : numeric(value);
  const { sign, digits } = number === null ? textParts(value, found, run) : numericParts(value, number, found);
  const target = Number(width ?? 0);
  run.budget.text(target);
  const room = Math.max(0, target - sign.length - digits.length);
  return place(
    sign,
    digits,
    room,
    fill ?? (zero ? '0' : ' '),
    align ?? (zero && number !== null ? '=' : number === null ? '<' : '>'),
  );
}

function place(sign: string, digits: string, room: number, fill: string, align: string): string {
  switch (align) {
    case '<':
      return sign + digits + fill.repeat(room);
    case '^':
      return fill.repeat(Math.floor(room / 2)) + sign + digits + fill.repeat(Math.ceil(room / 2));
    case '=':
      return sign + fill.repeat(room) + digits;
    default:
      return fill.repeat(room) + sign + digits;
  }
}

function textParts(value: Value, found: RegExpExecArray, run: Run): { sign: string; digits: string } {
  const type = found[9];
  if (type !== undefined && type !== 's') return fail(`the format '${type}' needs a number, not ${typeName(value)}`);
  const text = textOf(value, run.budget);
  return { sign: '', digits: found[8] === undefined ? text : text.slice(0, Number(found[8])) };
}

function numericParts(value: Value, number: number, found: RegExpExecArray): { sign: string; digits: string } {
  const precision = found[8] === undefined ? null : Number(found[8]);
  const grouping = found[7] ?? '';
  const style = {
    precision,
    sign: (found[3] ?? '') as '' | '+' | ' ' | '-',
    alternate: found[4] !== undefined,
    grouping,
  };
  const type = found[9] ?? (isFloat(value) ? (precision === null ? 'r' : 'g') : 'd');
  if (type === 'r' && grouping === '') {
    const plain = numberParts(number, { ...style, type: 'd' });
    return { sign: plain.sign, digits: numberText(Math.abs(number), true) };
  }
  if (!'dxXobfFeEgGrn%'.includes(type)) return fail(`the format '${type}' is not for numbers`);
  if ('dxXob'.includes(type) && isFloat(value)) return fail(`the format '${type}' needs an int, not float`);
  if (type === 'r') return numberParts(number, { ...style, type: 'g', precision: 17 });
  return numberParts(number, { ...style, type: type === 'n' ? 'd' : type });
}
