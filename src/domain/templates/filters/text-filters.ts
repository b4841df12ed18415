import { printf } from '../formatting/printf.js';
import type { Run } from '../evaluate/run.js';
import { capitalize } from '../methods/casing.js';
import { padText } from '../methods/padding.js';
import { replaceText } from '../methods/replacing.js';
import { native, table, type Native } from '../methods/signature.js';
import { splitLines } from '../methods/splitting.js';
import { takeAnyText, takeFlag, takeInteger, takeText, takeTextOrNone } from '../methods/take.js';
import { strip } from '../methods/text-ranges.js';
import { fail } from '../values/failure.js';
import type { Value } from '../values/kinds.js';
import { dict, tuple } from '../values/make.js';
import { textOf } from '../values/text.js';
import { escapeHtml, stripTags } from './html.js';
import { urlEncode } from './url-encode.js';

type Body = (text: string, given: readonly (Value | undefined)[], run: Run) => Value;
/** A filter over the operand's text, whatever its type. */
const onText = (signature: string, body: Body): Native =>
  native(signature, (self, given, run) => body(textOf(self, run.budget), given, run));

const title = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map((part) => capitalizeFirst(part))
    .join('');
const capitalizeFirst = (part: string): string => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase();

function indent(text: string, indention: string, first: boolean, blank: boolean, run: Run): string {
  const lines = splitLines(`${text}\n`, false);
  run.budget.text(text.length + lines.length * indention.length);
  const [head = '', ...rest] = lines;
  const indented = rest.map((line) => `\n${line !== '' || blank ? indention : ''}${line}`);
  return (first ? indention : '') + head + indented.join('');
}

function truncate(text: string, length: number, killWords: boolean, end: string, leeway: number): string {
  if (length < end.length) return fail('truncate: the length must not be smaller than the end mark');
  const letters = Array.from(text);
  if (letters.length <= length + leeway) return text;
  const cut = letters.slice(0, length - end.length).join('');
  const space = cut.lastIndexOf(' ');
  return (killWords || space < 0 ? cut : cut.slice(0, space)) + end;
}

const indentionOf = (width: Value | undefined): string => {
  if (typeof width === 'string') return width;
  const spaces = takeInteger(width, 4);
  return spaces > 1000 ? fail('indent takes at most 1000') : ' '.repeat(Math.max(0, spaces));
};

/** Jinja's filters that make text of text. */
export const TEXT_FILTERS: ReadonlyMap<string, Native> = table<Native>({
  string: onText('', (text) => text),
  safe: onText('', (text) => text),
  upper: onText('', (text) => text.toUpperCase()),
  lower: onText('', (text) => text.toLowerCase()),
  capitalize: onText('', (text) => capitalize(text)),
  title: onText('', (text) => title(text)),
  trim: onText('chars?', (text, [characters]) => strip(text, takeTextOrNone(characters), 'both')),
  replace: onText('old new count?', (text, [old, by, count], run) =>
    replaceText(text, takeAnyText(old, '', run), takeAnyText(by, '', run), takeInteger(count, -1), run),
  ),
  center: onText('width?', (text, [width], run) => padText(text, takeInteger(width, 80), ' ', 'center', run)),
  indent: onText('width? first? blank?', (text, [width, first, blank], run) =>
    indent(text, indentionOf(width), takeFlag(first), takeFlag(blank), run),
  ),
  truncate: onText('length? killwords? end? leeway?', (text, [length, kill, end, leeway]) =>
    truncate(text, takeInteger(length, 255), takeFlag(kill), takeText(end, '...'), takeInteger(leeway, 5)),
  ),
  wordcount: onText('', (text) => (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length),
  escape: onText('', (text) => escapeHtml(text)),
  e: onText('', (text) => escapeHtml(text)),
  forceescape: onText('', (text) => escapeHtml(text)),
  striptags: onText('', (text) => stripTags(text)),
  urlencode: native('', (value, _, run) => urlEncode(value, run)),
  format: (self, given, run) => {
    if (given.named.size > 0 && given.positional.length > 0) fail('format takes positions or names, not both');
    return printf(textOf(self, run.budget), given.named.size > 0 ? dict(given.named) : tuple(given.positional), run);
  },
});
