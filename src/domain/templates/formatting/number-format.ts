import { fail } from '../values/failure.js';

/** How printf and str.format write one value. */
export interface NumberStyle {
  /** d, x, X, o, b, f, F, e, E, g, G, %. */
  readonly type: string;
  readonly precision: number | null;
  readonly sign: '' | '+' | ' ' | '-';
  readonly alternate: boolean;
  readonly grouping: string;
}

const MAX_PRECISION = 100;
const BASES: Readonly<Record<string, readonly [base: number, prefix: string]>> = {
  x: [16, '0x'],
  X: [16, '0X'],
  o: [8, '0o'],
  b: [2, '0b'],
  d: [10, ''],
};

/** Sign and digits of a number, apart so that zeros can be put between them. */
export function numberParts(value: number, style: NumberStyle): { sign: string; digits: string } {
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : style.sign === '-' ? '' : style.sign;
  return {
    sign: negative && Object.hasOwn(BASES, style.type) && value === 0 ? '' : sign,
    digits: digitsOf(Math.abs(value), style),
  };
}

function digitsOf(value: number, style: NumberStyle): string {
  const base = BASES[style.type];
  if (base) {
    const digits = value.toString(base[0]);
    const cased = style.type === 'X' ? digits.toUpperCase() : digits;
    return (style.alternate ? base[1] : '') + group(cased, style.grouping);
  }
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  const precision = style.precision ?? 6;
  if (precision > MAX_PRECISION) fail(`a number format has at most ${MAX_PRECISION} decimals`);
  const text = floatDigits(value, style.type, precision, style.alternate);
  const [whole = '', ...rest] = text.split('.');
  return [group(whole, style.grouping), ...rest].join('.');
}

function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
  switch (type) {
    case 'f':
    case 'F':
      return fixed(value, precision);
    case '%':
      return `${fixed(value * 100, precision)}%`;
    case 'e':
    case 'E':
      return cased(exponential(value, precision), type);
    default:
      return cased(general(value, Math.max(precision, 1), alternate), type);
  }
}

const cased = (text: string, type: string): string => (type === type.toUpperCase() ? text.toUpperCase() : text);

/** Rounds the exact binary value, as Python does. toFixed stops at 1e21; from there the digits come from BigInt. */
export function fixed(value: number, precision: number): string {
  if (value >= 1e21) return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  const exact = value.toFixed(Math.min(100, precision + TIE.length));
  const even = /[02468]\.?$/.test(exact.slice(0, -TIE.length));
  return exact.endsWith(TIE) && even ? exact.slice(0, -TIE.length).replace(/\.$/, '') : value.toFixed(precision);
}

/** What stands behind the last digit when a double lies exactly between two: Python takes the even one, toFixed the larger. */
const TIE = `5${'0'.repeat(25)}`;

function exponential(value: number, precision: number): string {
  const [digits = '0', power = '0'] = value.toExponential(precision).split('e');
  return `${digits}e${power.charAt(0)}${power.slice(1).padStart(2, '0')}`;
}

function general(value: number, precision: number, alternate: boolean): string {
  const power = value === 0 ? 0 : Number(value.toExponential(precision - 1).split('e')[1]);
  const text =
    power < -4 || power >= precision ? exponential(value, precision - 1) : fixed(value, precision - 1 - power);
  return alternate || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, '');
}

const group = (digits: string, separator: string): string =>
  separator === '' ? digits : digits.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
