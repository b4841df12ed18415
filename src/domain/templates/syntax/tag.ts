/** A piece of a template with its place: line and column are 1-based. */
export interface Tag {
  readonly kind: 'expression' | 'statement';
  readonly line: number;
  readonly column: number;
  /** Offset of the tag in the template. */
  readonly offset: number;
  /** The tag as written, delimiters included. */
  readonly source: string;
  readonly tokens: readonly TagToken[];
}

/** Token types of @huggingface/jinja's parser that we produce. */
export type TokenType =
  | 'Text'
  | 'NumericLiteral'
  | 'StringLiteral'
  | 'Identifier'
  | 'Equals'
  | 'OpenParen'
  | 'CloseParen'
  | 'OpenStatement'
  | 'CloseStatement'
  | 'OpenExpression'
  | 'CloseExpression'
  | 'OpenSquareBracket'
  | 'CloseSquareBracket'
  | 'OpenCurlyBracket'
  | 'CloseCurlyBracket'
  | 'Comma'
  | 'Dot'
  | 'Colon'
  | 'Pipe'
  | 'AdditiveBinaryOperator'
  | 'MultiplicativeBinaryOperator'
  | 'ExponentiationBinaryOperator'
  | 'ComparisonBinaryOperator'
  | 'Comment';

export interface TagToken {
  readonly type: TokenType;
  readonly value: string;
  /** Offset in the template. */
  readonly offset: number;
  /** Identifies the innermost bracket around the token: the parser drops parentheses, and `(a < b) < c` is not `a < b < c`. */
  readonly group: number;
}

export type Segment = { readonly kind: 'text'; readonly text: string } | Tag;

/** A syntax error at an offset of the template. */
export class TemplateSyntaxError extends Error {
  readonly code = 'TEMPLATE_SYNTAX';
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** A syntax error that is found in the tree, where only the index of its tag is known. */
export class TagError extends Error {
  readonly code = 'TEMPLATE_TAG';
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export const isTagError = (thrown: unknown): thrown is TagError =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'TEMPLATE_TAG';

export const isSyntaxError = (thrown: unknown): thrown is TemplateSyntaxError =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'TEMPLATE_SYNTAX';

/** Line and column, both from 1, of an offset. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}
