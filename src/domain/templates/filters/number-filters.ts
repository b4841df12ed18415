import { native, table, type Native } from '../methods/signature.js';
import { takeFlag, takeInteger, takeText } from '../methods/take.js';
import { defined, fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { float } from '../values/make.js';
import { asNumber, integer, likeOperands, numeric } from '../values/numbers.js';
import { isFloat, isString } from '../values/recognise.js';
import { fixed } from '../formatting/number-format.js';

const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL = /^[+-]?(inf|infinity|nan)$/i;
const DIGITS: Readonly<Record<number, readonly [RegExp, RegExp]>> = {
  2: [/^0b/i, /^[01]+$/],
  8: [/^0o/i, /^[0-7]+$/],
  16: [/^0x/i, /^[0-9a-f]+$/i],
};

function toInteger(value: Value, otherwise: Value, base: number): Value {
  const number = numeric(value);
  if (number !== null) return Number.isFinite(number) ? integer(Math.trunc(number)) : otherwise;
  defined(value);
  if (!isString(value)) return otherwise;
  const text = value.trim();
  if (base !== 10) return inBase(text, otherwise, base);
  if (INTEGER.test(text)) return integer(Number(text.replaceAll('_', '')));
  const parsed = parseFloatText(text);
  return parsed === null || !Number.isFinite(parsed) ? otherwise : integer(Math.trunc(parsed));
}

function inBase(text: string, otherwise: Value, base: number): Value {
  const [prefix, digits] = DIGITS[base] ?? fail('int takes the bases 2, 8, 10 and 16');
  const bare = text.replace(/^[+-]/, '').replace(prefix, '');
  return digits.test(bare) ? integer((text.startsWith('-') ? -1 : 1) * parseInt(bare, base)) : otherwise;
}

function parseFloatText(text: string): number | null {
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  if (!SPECIAL.test(text)) return null;
  return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
}

function toFloat(value: Value, otherwise: Value): Value {
  const number = isString(value) ? parseFloatText(value.trim()) : numeric(value);
  if (number !== null) return float(number);
  defined(value);
  return otherwise;
}

/** Python's round(): exact halves go to the even neighbour. */
function round(value: Value, precision: number, method: string): Value {
  const number = asNumber(value, 'round');
  if (method === 'common') {
    if (!isFloat(value) && precision >= 0) return value;
    return likeOperands(roundTo(number, precision), value, value);
  }
  if (method !== 'ceil' && method !== 'floor') return fail("round knows the methods 'common', 'ceil' and 'floor'");
  const scale = 10 ** precision;
  return float((method === 'ceil' ? Math.ceil(number * scale) : Math.floor(number * scale)) / scale);
}

function roundTo(value: number, precision: number): number {
  if (!Number.isFinite(value)) return value;
  const sign = value < 0 ? -1 : 1;
  if (precision >= 0) return sign * Number(fixed(Math.abs(value), Math.min(precision, 100)));
  const scale = 10 ** -precision;
  return sign * Number(fixed(Math.abs(value) / scale, 0)) * scale;
}

const SIZES = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function fileSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const power = Math.min(SIZES.length, Math.floor(Math.log(bytes) / Math.log(base) + 1e-12));
  const size = SIZES[power - 1] ?? 'Y';
  return `${fixed(bytes / base ** power, 1)} ${binary ? `${size.toUpperCase()}iB` : `${size}B`}`;
}

/** Jinja's filters over numbers. */
export const NUMBER_FILTERS: ReadonlyMap<string, Native> = table<Native>({
  abs: native('', (value) => likeOperands(Math.abs(asNumber(value, 'abs')), value, value)),
  int: native('default? base?', (value, [otherwise, base]) =>
    toInteger(value, otherwise === undefined ? 0 : otherwise, takeInteger(base, 10)),
  ),
  float: native('default?', (value, [otherwise]) => toFloat(value, otherwise === undefined ? float(0) : otherwise)),
  round: native('precision? method?', (value, [precision, method]) =>
    round(value, takeInteger(precision, 0), takeText(method, 'common')),
  ),
  filesizeformat: native('binary?', (value, [binary]) =>
    fileSize(asNumber(toFloat(value, null), 'filesizeformat'), takeFlag(binary)),
  ),
});
