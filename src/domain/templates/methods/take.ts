import type { Run } from '../evaluate/run.js';
import { fail, typeName } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { asInteger } from '../values/numbers.js';
import { textOf } from '../values/text.js';
import { isTrue } from '../values/truth.js';

/** Arguments as what they must be, with a default for those left out. */
export function takeText(value: Value | undefined, otherwise = ''): string {
  if (value === undefined) return otherwise;
  return typeof value === 'string' ? value : fail(`a str is expected here, not ${typeName(value)}`);
}
/** As takeText, but None counts as left out, as in many of Python's methods. */
export const takeTextOrNone = (value: Value | undefined, otherwise: string | null = null): string | null =>
  value === undefined || value === null ? otherwise : takeText(value);

export const takeInteger = (value: Value | undefined, otherwise: number): number =>
  value === undefined || value === null ? otherwise : asInteger(value, 'this argument');

export const takeFlag = (value: Value | undefined, otherwise = false): boolean =>
  value === undefined ? otherwise : isTrue(value);

/** Any value as text. */
export const takeAnyText = (value: Value | undefined, otherwise: string, run: Run): string =>
  value === undefined ? otherwise : textOf(value, run.budget);
