import { fail } from '../values/failure.js';

const SPACE = /[\s\x1c-\x1f\x85]/u;

/** Python's str.split: without a separator at runs of whitespace, with one at each; `limit` < 0 means no limit. */
export function split(text: string, separator: string | null, limit: number): string[] {
  if (separator === null) return splitSpaces(text, limit);
  if (separator === '') return fail('a separator must not be empty');
  const parts = text.split(separator);
  return limit < 0 || parts.length <= limit + 1
    ? parts
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

function splitSpaces(text: string, limit: number): string[] {
  const trimmed = text.trimStart();
  if (limit < 0) return trimmed.split(/\s+/).filter((part) => part !== '');
  const parts: string[] = [];
  let rest = trimmed;
  while (rest !== '' && parts.length < limit) {
    const end = rest.search(SPACE);
    if (end < 0) break;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? parts : [...parts, rest.trimEnd() === '' ? rest : limit === 0 ? rest.trimEnd() : rest.trimEnd()];
}

/** str.rsplit: as split, counted from the end. */
export function splitFromEnd(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return split(text, separator, -1);
  if (separator === '') return fail('a separator must not be empty');
  const reverse = (value: string) => Array.from(value).reverse().join('');
  return split(reverse(text), separator === null ? null : reverse(separator), limit)
    .map(reverse)
    .reverse();
}

/** str.splitlines. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/g) ?? [];
  return keepEnds ? lines : lines.map((line) => line.replace(/\r?\n$|\r$/, ''));
}

/** str.partition: before, separator, after the first place, or the last one. */
export function partition(text: string, separator: string, last: boolean): [string, string, string] {
  if (separator === '') return fail('a separator must not be empty');
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at < 0) return last ? ['', '', text] : [text, '', ''];
  return [text.slice(0, at), separator, text.slice(at + separator.length)];
}
