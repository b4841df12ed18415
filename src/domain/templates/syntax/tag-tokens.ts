import { numberLiteral } from './number-literal.js';
import { unescapeString } from './string-literal.js';
import { TemplateSyntaxError, type TagToken, type TokenType } from './tag.js';

const SPACE = /\s+/y;
const NUMBER =
  /0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?/y;
const INDEX = /\d+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const STRING = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/y;
const OPERATOR = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~<>=().,:|[\]{}]/y;

const TYPES: Readonly<Record<string, TokenType>> = {
  '**': 'ExponentiationBinaryOperator',
  '//': 'MultiplicativeBinaryOperator',
  '*': 'MultiplicativeBinaryOperator',
  '/': 'MultiplicativeBinaryOperator',
  '%': 'MultiplicativeBinaryOperator',
  '+': 'AdditiveBinaryOperator',
  '-': 'AdditiveBinaryOperator',
  '~': 'AdditiveBinaryOperator',
  '==': 'ComparisonBinaryOperator',
  '!=': 'ComparisonBinaryOperator',
  '<=': 'ComparisonBinaryOperator',
  '>=': 'ComparisonBinaryOperator',
  '<': 'ComparisonBinaryOperator',
  '>': 'ComparisonBinaryOperator',
  '=': 'Equals',
  '(': 'OpenParen',
  ')': 'CloseParen',
  '[': 'OpenSquareBracket',
  ']': 'CloseSquareBracket',
  '{': 'OpenCurlyBracket',
  '}': 'CloseCurlyBracket',
  '.': 'Dot',
  ',': 'Comma',
  ':': 'Colon',
  '|': 'Pipe',
};
const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const MAX_BRACKETS = 100;

export interface TagBody {
  readonly tokens: TagToken[];
  /** Offset after the closing delimiter. */
  readonly end: number;
  readonly trimRight: boolean;
}

interface Cursor {
  offset: number;
  readonly tokens: TagToken[];
  readonly open: { bracket: string; group: number }[];
  groups: number;
}

const matchAt = (pattern: RegExp, source: string, offset: number): RegExpExecArray | null => {
  pattern.lastIndex = offset;
  return pattern.exec(source);
};

/** Reads a tag from after its opening delimiter up to and including its end, which is `close` outside of all brackets. */
export function tagTokens(source: string, start: number, close: '%}' | '}}'): TagBody {
  const cursor: Cursor = { offset: start, tokens: [], open: [], groups: 0 };
  const end = close === '%}' ? /([-+]?)%\}/y : /(-?)\}\}/y;
  for (;;) {
    cursor.offset += matchAt(SPACE, source, cursor.offset)?.[0].length ?? 0;
    const closing = cursor.open.length === 0 ? matchAt(end, source, cursor.offset) : null;
    if (closing) {
      return { tokens: cursor.tokens, end: cursor.offset + closing[0].length, trimRight: closing[1] === '-' };
    }
    if (cursor.offset >= source.length)
      throw new TemplateSyntaxError(`this tag is never closed: '${close}' is missing`, start - 2);
    readToken(source, cursor);
  }
}

function readToken(source: string, cursor: Cursor): void {
  const { offset } = cursor;
  const string = matchAt(STRING, source, offset);
  if (string) return push(cursor, 'StringLiteral', unescapeString(string[1] ?? string[2] ?? ''), string[0].length);
  const name = matchAt(NAME, source, offset);
  if (name) return push(cursor, 'Identifier', name[0], name[0].length);
  const afterDot = cursor.tokens.at(-1)?.type === 'Dot';
  const number = matchAt(afterDot ? INDEX : NUMBER, source, offset);
  if (number) return readNumber(cursor, number[0]);
  const operator = matchAt(OPERATOR, source, offset)?.[0];
  if (operator) return readOperator(cursor, operator);
  throw new TemplateSyntaxError(`unexpected ${JSON.stringify(source.charAt(offset))}`, offset);
}

function readNumber(cursor: Cursor, written: string): void {
  const value = numberLiteral(written);
  if (value === null) throw new TemplateSyntaxError('this integer is beyond 2^53 - 1', cursor.offset);
  push(cursor, 'NumericLiteral', value, written.length);
}

function readOperator(cursor: Cursor, operator: string): void {
  const type = TYPES[operator] ?? 'Equals';
  const expected = CLOSES[operator];
  if (expected !== undefined && cursor.open.pop()?.bracket !== expected) {
    throw new TemplateSyntaxError(`'${operator}' closes nothing that is open`, cursor.offset);
  }
  push(cursor, type, operator, operator.length);
  if ('([{'.includes(operator)) {
    if (cursor.open.length >= MAX_BRACKETS) {
      throw new TemplateSyntaxError(`more than ${MAX_BRACKETS} brackets within each other`, cursor.offset);
    }
    cursor.groups += 1;
    cursor.open.push({ bracket: operator, group: cursor.groups });
  }
}

function push(cursor: Cursor, type: TokenType, value: string, length: number): void {
  cursor.tokens.push({ type, value, offset: cursor.offset, group: cursor.open.at(-1)?.group ?? 0 });
  cursor.offset += length;
}
