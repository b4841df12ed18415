import { checkBlocks } from './check-blocks.js';
import { lowerStatements } from './lower-statement.js';
import type { Statement } from './nodes.js';
import { parseTokens } from './parse-tokens.js';
import { segments } from './segments.js';
import { isSyntaxError, placeOf, type Tag } from './tag.js';

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
  try {
    const all = segments(source);
    checkBlocks(all);
    const tags = all.filter((segment) => segment.kind !== 'text');
    return { ok: true, template: { body: lowerStatements(parseTokens(all, tags)), tags } };
  } catch (error) {
    return { ok: false, problem: problemOf(source, error) };
  }
}

function problemOf(source: string, error: unknown): Problem {
  if (isSyntaxError(error)) return { message: error.message, ...placeOf(source, error.offset) };
  const { name, message } = error as Error;
  if (name === 'SyntaxError') return { message, line: 1, column: 1 };
  if (name === 'RangeError') return { message: 'the template is nested too deeply', line: 1, column: 1 };
  throw error;
}
