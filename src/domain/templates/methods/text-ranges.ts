import type { Value } from '../values/kinds.js';
import { fail, typeName } from '../values/failure.js';
import { isString, isTuple } from '../values/recognise.js';
import { takeInteger } from './take.js';

/** Start and end of `text.find(x, start, end)`, with Python's negative indexes. */
export function bounds(length: number, start: Value | undefined, end: Value | undefined): [number, number] {
  const clamp = (value: number) => Math.min(length, Math.max(0, value < 0 ? value + length : value));
  return [clamp(takeInteger(start, 0)), clamp(takeInteger(end, length))];
}

export function find(text: string, part: string, [start, end]: [number, number], last = false): number {
  if (start > end) return -1;
  const within = text.slice(start, end);
  const at = last ? within.lastIndexOf(part) : within.indexOf(part);
  return at < 0 ? -1 : at + start;
}

export function count(text: string, part: string): number {
  if (part === '') return Array.from(text).length + 1;
  return text.split(part).length - 1;
}

/** startswith and endswith take a text or a tuple of texts. */
export function anyAffix(value: Value | undefined, test: (affix: string) => boolean): boolean {
  const affixes = isTuple(value ?? null) ? (value as { items: readonly Value[] }).items : [value ?? null];
  return affixes.some((affix) =>
    isString(affix) ? test(affix) : fail(`a str is expected here, not ${typeName(affix)}`),
  );
}

/** Removes characters of a set from the ends; without a set, whitespace. */
export function strip(text: string, characters: string | null, side: 'both' | 'left' | 'right'): string {
  if (characters === null) return side === 'both' ? text.trim() : side === 'left' ? text.trimStart() : text.trimEnd();
  const set = new Set(Array.from(characters));
  const letters = Array.from(text);
  let start = 0;
  let end = letters.length;
  while (side !== 'right' && start < end && set.has(letters[start] ?? '')) start += 1;
  while (side !== 'left' && end > start && set.has(letters[end - 1] ?? '')) end -= 1;
  return letters.slice(start, end).join('');
}
