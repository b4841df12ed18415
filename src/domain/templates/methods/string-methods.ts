import { strFormat } from '../formatting/str-format.js';
import { fail } from '../values/failure.js';
import { tuple } from '../values/make.js';
import { iterate } from '../values/sequence.js';
import { capitalize, isLower, isTitle, isUpper, swapCase, titleCase } from './casing.js';
import { joinTexts } from './joining.js';
import { padText, zeroFill } from './padding.js';
import { replaceText } from './replacing.js';
import { native, table, type Given, type Native } from './signature.js';
import { partition, split, splitFromEnd, splitLines } from './splitting.js';
import { takeFlag, takeInteger, takeText, takeTextOrNone } from './take.js';
import { anyAffix, bounds, count, find, strip } from './text-ranges.js';

const plain = (body: (text: string) => string | boolean): Native => native('', body);
const every = (pattern: RegExp): Native => plain((text) => pattern.test(text));

const found = (text: string, [part, start, end]: Given, last = false): number =>
  find(text, takeText(part), bounds(text.length, start, end), last);
const foundOrFail = (text: string, given: Given, last = false): number => {
  const at = found(text, given, last);
  return at < 0 ? fail('the text is not contained in the other') : at;
};
const stripping = (side: 'both' | 'left' | 'right'): Native =>
  native<string>('chars?', (text, [characters]) => strip(text, takeTextOrNone(characters), side));
const padding = (side: 'center' | 'left' | 'right'): Native =>
  native<string>('width fillchar?', (text, [width, fill], run) =>
    padText(text, takeInteger(width, 0), takeText(fill, ' '), side, run),
  );

/** The methods of str that templates may call; Python's behaviour. Offsets count UTF-16 units. */
export const STRING_METHODS: ReadonlyMap<string, Native> = table<Native>({
  capitalize: plain(capitalize),
  title: plain(titleCase),
  swapcase: plain(swapCase),
  upper: plain((text) => text.toUpperCase()),
  lower: plain((text) => text.toLowerCase()),
  casefold: plain((text) => text.toLowerCase()),
  isupper: plain(isUpper),
  islower: plain(isLower),
  istitle: plain(isTitle),
  isdigit: every(/^\p{Nd}+$/u),
  isdecimal: every(/^\p{Nd}+$/u),
  isnumeric: every(/^\p{N}+$/u),
  isalpha: every(/^\p{L}+$/u),
  isalnum: every(/^[\p{L}\p{N}]+$/u),
  isspace: every(/^\s+$/u),
  isidentifier: every(/^[\p{L}_][\p{L}\p{N}_]*$/u),
  isascii: every(/^[\x00-\x7f]*$/),
  strip: stripping('both'),
  lstrip: stripping('left'),
  rstrip: stripping('right'),
  center: padding('center'),
  ljust: padding('left'),
  rjust: padding('right'),
  zfill: native<string>('width', (text, [width], run) => zeroFill(text, takeInteger(width, 0), run)),
  find: native<string>('sub start? end?', (text, given) => found(text, given)),
  rfind: native<string>('sub start? end?', (text, given) => found(text, given, true)),
  index: native<string>('sub start? end?', (text, given) => foundOrFail(text, given)),
  rindex: native<string>('sub start? end?', (text, given) => foundOrFail(text, given, true)),
  count: native<string>('sub start? end?', (text, [part, start, end]) =>
    count(text.slice(...bounds(text.length, start, end)), takeText(part)),
  ),
  startswith: native<string>('prefix start? end?', (text, [prefix, start, end]) => {
    const within = text.slice(...bounds(text.length, start, end));
    return anyAffix(prefix, (affix) => within.startsWith(affix));
  }),
  endswith: native<string>('suffix start? end?', (text, [suffix, start, end]) => {
    const within = text.slice(...bounds(text.length, start, end));
    return anyAffix(suffix, (affix) => within.endsWith(affix));
  }),
  replace: native<string>('old new count?', (text, [old, by, limit], run) =>
    replaceText(text, takeText(old), takeText(by), takeInteger(limit, -1), run),
  ),
  removeprefix: native<string>('prefix', (text, [prefix]) =>
    text.startsWith(takeText(prefix)) ? text.slice(takeText(prefix).length) : text,
  ),
  removesuffix: native<string>('suffix', (text, [suffix]) =>
    takeText(suffix) !== '' && text.endsWith(takeText(suffix)) ? text.slice(0, -takeText(suffix).length) : text,
  ),
  split: native<string>('sep? maxsplit?', (text, [separator, limit], run) => {
    run.budget.step(Math.ceil(text.length / 16));
    return split(text, takeTextOrNone(separator), takeInteger(limit, -1));
  }),
  rsplit: native<string>('sep? maxsplit?', (text, [separator, limit], run) => {
    run.budget.step(Math.ceil(text.length / 16));
    return splitFromEnd(text, takeTextOrNone(separator), takeInteger(limit, -1));
  }),
  splitlines: native<string>('keepends?', (text, [keep]) => splitLines(text, takeFlag(keep))),
  partition: native<string>('sep', (text, [separator]) => tuple(partition(text, takeText(separator), false))),
  rpartition: native<string>('sep', (text, [separator]) => tuple(partition(text, takeText(separator), true))),
  join: native<string>('iterable', (text, [list], run) =>
    joinTexts(
      iterate(list ?? null, run).map((item) => takeText(item)),
      text,
      run,
    ),
  ),
  format: (self, given, run) => strFormat(self as string, given, run),
});
