import { endsOperand } from './keywords.js';
import type { Tag, TagToken } from './tag.js';

/** Names no template can write; they stand for an empty tuple and for the comma that makes a tuple of one. */
export const EMPTY_TUPLE = '()';
export const LAST_COMMA = '(,)';

/** The parser knows tuples in parentheses with two members or more; this brings the other spellings to it. */
export function rewriteTuples(tag: Tag, tokens: readonly TagToken[]): TagToken[] {
  const wrapped = tag.kind === 'expression' ? wrap(tokens, 0, tokens.length) : wrapForIterable(tokens);
  const out: TagToken[] = [];
  const open: boolean[] = [];
  wrapped.forEach((token, index) => {
    if (token.type === 'OpenParen') open.push(isGrouping(tag, wrapped, index));
    if (token.type !== 'CloseParen' || !open.pop()) return out.push(token);
    const before = out.at(-1);
    if (before?.type === 'OpenParen') return out.splice(-1, 1, { ...before, type: 'Identifier', value: EMPTY_TUPLE });
    if (before?.type === 'Comma') out.push({ ...before, type: 'Identifier', value: LAST_COMMA });
    return out.push(token);
  });
  return out;
}

/** A parenthesis that holds an expression, not the arguments of a call. */
function isGrouping(tag: Tag, tokens: readonly TagToken[], index: number): boolean {
  if (tag.kind === 'statement' && index === 1) return tokens[0]?.value !== 'call';
  return !endsOperand(tokens[index - 1]);
}

function wrapForIterable(tokens: readonly TagToken[]): readonly TagToken[] {
  if (tokens[0]?.value !== 'for') return tokens;
  const isWord = (word: string) => (token: TagToken) =>
    token.type === 'Identifier' && token.group === 0 && token.value === word;
  const start = tokens.findIndex(isWord('in')) + 1;
  const condition = tokens.findIndex((token, index) => index > start && isWord('if')(token));
  return start === 0 ? tokens : wrap(tokens, start, condition < 0 ? tokens.length : condition);
}

/** Puts parentheses around tokens that hold a comma outside of brackets. */
function wrap(tokens: readonly TagToken[], start: number, end: number): readonly TagToken[] {
  const inner = tokens.slice(start, end);
  const first = inner[0];
  if (!first || !inner.some((token) => token.type === 'Comma' && token.group === 0)) return tokens;
  const open: TagToken = { ...first, type: 'OpenParen', value: '(' };
  const close: TagToken = { ...first, type: 'CloseParen', value: ')' };
  return [...tokens.slice(0, start), open, ...inner, close, ...tokens.slice(end)];
}
