import type { Run } from '../evaluate/run.js';
import { fail } from '../values/failure.js';
import { charactersOf } from '../values/sequence.js';

/** str.center, ljust, rjust: the width counts characters. */
export function padText(
  text: string,
  width: number,
  fill: string,
  side: 'center' | 'left' | 'right',
  run: Run,
): string {
  if (charactersOf(fill).length !== 1) fail('a fill must be one character');
  const room = width - charactersOf(text).length;
  if (room <= 0) return text;
  run.budget.text(width);
  if (side === 'left') return text + fill.repeat(room);
  if (side === 'right') return fill.repeat(room) + text;
  // CPython puts the odd one to the left when the width is odd.
  const left = Math.floor(room / 2) + (room & width & 1);
  return fill.repeat(left) + text + fill.repeat(room - left);
}

export function zeroFill(text: string, width: number, run: Run): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const room = width - charactersOf(text).length;
  if (room <= 0) return text;
  run.budget.text(width);
  return sign + '0'.repeat(room) + text.slice(sign.length);
}
