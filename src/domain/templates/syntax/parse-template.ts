import { checkBlocks } from './check-blocks.js';
import { lowerStatements } from './lower-statement.js';
import type { Statement } from './nodes.js';
import { parseTokens } from './parse-tokens.js';
import { segments } from './segments.js';
import { isSyntaxError, isTagError, placeOf, type Tag } from './tag.js';

export interface Problem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
export interface ParsedTemplate {
  readonly body: readonly Statement[];
  /** Statements name their tag by its index here. */
  readonly tags: readonly Tag[];
}
export type ParseResult =
  { readonly ok: true; readonly template: ParsedTemplate } | { readonly ok: false; readonly problem: Problem };

const MAX_SOURCE = 1_048_576;

/** Parses a template; a syntax error is a value with its place. */
export function parseTemplate(written: string): ParseResult {
  const source = written.replace(/\r\n?/g, '\n');
  if (source.length > MAX_SOURCE) {
    return { ok: false, problem: { message: `a template has at most ${MAX_SOURCE} characters`, line: 1, column: 1 } };
  }
  let tags: readonly Tag[] = [];
  try {
    const all = segments(source);
    checkBlocks(all);
    tags = all.filter((segment) => segment.kind !== 'text');
    return { ok: true, template: { body: lowerStatements(parseTokens(all, tags)), tags } };
  } catch (error) {
    return { ok: false, problem: problemOf(source, error, tags) };
  }
}

function problemOf(source: string, error: unknown, tags: readonly Tag[]): Problem {
  if (isSyntaxError(error)) return { message: error.message, ...placeOf(source, error.offset) };
  if (isTagError(error))
    return { message: error.message, line: tags[error.at]?.line ?? 1, column: tags[error.at]?.column ?? 1 };
  if ((error as Error).name === 'RangeError')
    return { message: 'the template is nested too deeply', line: 1, column: 1 };
  throw error;
}
