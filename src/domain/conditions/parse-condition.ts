import type { ASTNode } from '@marcbachmann/cel-js';
import type { Edited } from './edits.js';
import { environment, CONDITION_NAMES } from './environment.js';
import { MAP_VARIABLE, MATCHES, STEP, rewriteCondition } from './rewrite-condition.js';

/** What is wrong with a condition; line and column count from 1. */
export interface ConditionProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}
export type ParsedCondition =
  | { readonly ok: true; readonly root: ASTNode; readonly edited: Edited }
  | { readonly ok: false; readonly problem: ConditionProblem };

const MAX_SOURCE = 10_000;

export function parseCondition(source: string): ParsedCondition {
  if (source.length > MAX_SOURCE) {
    return { ok: false, problem: { message: `a condition has at most ${MAX_SOURCE} characters`, line: 1, column: 1 } };
  }
  try {
    const root = environment.parse(source).ast;
    return { ok: true, root, edited: rewriteCondition(source, root) };
  } catch (error) {
    return { ok: false, problem: problemOf(error, source, (offset) => offset) };
  }
}

interface CelErrorShape {
  readonly message: string;
  readonly summary?: string;
  readonly range?: { readonly start: number };
}

/** The problem that an error of CEL is, at its place in the source as the author wrote it. */
export function problemOf(error: unknown, source: string, origin: (offset: number) => number): ConditionProblem {
  const { message, summary, range } = error as CelErrorShape;
  const before = source.slice(0, origin(range?.start ?? 0));
  const line = before.split('\n').length;
  return { message: explain(summary ?? message), line, column: before.length - before.lastIndexOf('\n') };
}

function explain(summary: string): string {
  const text = summary
    .replaceAll(MAP_VARIABLE, 'map')
    .replaceAll(MATCHES, 'matches')
    .replaceAll(STEP, 'a comprehension');
  const unknown = /^Unknown variable: (.*)$/.exec(text)?.[1];
  if (unknown !== undefined) {
    const known = (CONDITION_NAMES as readonly string[]).includes(unknown);
    return known
      ? `'${unknown}' has no value here`
      : `'${unknown}' is unknown; conditions know ${CONDITION_NAMES.join(', ')}`;
  }
  return /^No such key/.test(text) ? `${text}; has(…) asks whether a key is there` : text;
}
