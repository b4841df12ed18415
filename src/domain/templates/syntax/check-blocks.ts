import { TemplateSyntaxError, type Segment, type Tag } from './tag.js';

const BLOCKS = new Set(['if', 'for', 'macro', 'call', 'filter', 'with']);
const SINGLE = new Set(['do', 'break', 'continue']);
const MIDDLE: Readonly<Record<string, readonly string[]>> = { elif: ['if'], else: ['if', 'for'] };
const MAX_BLOCKS = 60;

const offsetOf = (tag: Tag): number => tag.tokens[0]?.offset ?? 0;
export const keywordOf = (tag: Tag): string => (tag.tokens[0]?.type === 'Identifier' ? tag.tokens[0].value : '');

/** `{% set x %}…{% endset %}` is a block, `{% set x = 1 %}` is not. */
const opensBlock = (tag: Tag, keyword: string): boolean =>
  BLOCKS.has(keyword) ||
  (keyword === 'set' && !tag.tokens.some((token) => token.type === 'Equals' && token.group === 0));

/** Blocks are closed in order and known: said here, where the place is known, and not by the parser, which knows none. */
export function checkBlocks(all: readonly Segment[]): void {
  const open: { keyword: string; tag: Tag; elseSeen: boolean }[] = [];
  for (const segment of all) {
    if (segment.kind !== 'statement') continue;
    const keyword = keywordOf(segment);
    const last = open.at(-1);
    if (keyword.startsWith('end')) closeBlock(segment, keyword, open.pop()?.keyword);
    else if (Object.hasOwn(MIDDLE, keyword)) checkMiddle(segment, keyword, last);
    else if (opensBlock(segment, keyword)) open.push({ keyword, tag: segment, elseSeen: false });
    else if (keyword !== 'set' && !SINGLE.has(keyword)) throw unknown(segment, keyword);
    if (open.length > MAX_BLOCKS)
      throw new TemplateSyntaxError(`more than ${MAX_BLOCKS} blocks within each other`, offsetOf(segment));
  }
  const left = open.at(-1);
  if (left)
    throw new TemplateSyntaxError(
      `'{% ${left.keyword} %}' is never closed: '{% end${left.keyword} %}' is missing`,
      offsetOf(left.tag),
    );
}

function closeBlock(tag: Tag, keyword: string, opened: string | undefined): void {
  if (keyword === `end${opened ?? ''}`) return;
  const expected = opened === undefined ? 'no block is open' : `'{% end${opened} %}' is expected`;
  throw new TemplateSyntaxError(`'{% ${keyword} %}' is out of place: ${expected}`, offsetOf(tag));
}

function checkMiddle(tag: Tag, keyword: string, last: { keyword: string; elseSeen: boolean } | undefined): void {
  const allowed = MIDDLE[keyword] ?? [];
  if (!last || !allowed.includes(last.keyword) || last.elseSeen) {
    throw new TemplateSyntaxError(`'{% ${keyword} %}' is out of place`, offsetOf(tag));
  }
  if (keyword === 'else') last.elseSeen = true;
}

function unknown(tag: Tag, keyword: string): TemplateSyntaxError {
  const what = keyword === '' ? 'a statement needs a name' : `unknown statement '${keyword}'`;
  return new TemplateSyntaxError(
    `${what}; known are if, for, set, macro, call, filter, with, do, raw, break, continue`,
    offsetOf(tag),
  );
}
