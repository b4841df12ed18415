import type { Path } from '../schema-problems.js';

export const ISSUE_CODES = [
  'SYNTAX',
  'UNKNOWN_KEY',
  'MISSING_KEY',
  'BAD_VALUE',
  'DUPLICATE_ID',
  'UNKNOWN_UPSTREAM',
  'CYCLE',
  'UNKNOWN_OPERATOR',
  'BAD_WITH',
  'BAD_SCHEDULE',
  'BAD_TEMPLATE',
  'BAD_PARAM_DEFAULT',
  'BAD_TRIGGER_RULE',
  'TOO_LARGE',
  'NOT_YET_SUPPORTED',
] as const;
export type IssueCode = (typeof ISSUE_CODES)[number];

/** One refusal as the API gives it: `path` such as `tasks.load.with.sql`; line and column count from 1, null without a source text. */
export interface DagIssue {
  code: IssueCode;
  message: string;
  path: string;
  line: number | null;
  column: number | null;
}

/** A refusal before it is placed. `at`: whether the key or the value at the path is meant; value unless said. */
export interface Finding {
  code: IssueCode;
  message: string;
  path: Path;
  at?: 'key' | 'value';
}

/** Lines and columns count from 1. */
export interface SourcePosition {
  line: number;
  column: number;
}

/** Where a path stands in the source, or its nearest parent that stands there; null without a source. */
export type Locate = (path: Path, at?: 'key' | 'value') => SourcePosition | null;

/** Places the findings, each once, in the order of the source; those without a position keep their order, at the end. */
export function placeFindings(findings: readonly Finding[], locate: Locate | undefined): DagIssue[] {
  const placed = findings.map(({ code, message, path, at }): DagIssue => {
    const position = locate?.(path, at) ?? null;
    return { code, message, path: path.join('.'), line: position?.line ?? null, column: position?.column ?? null };
  });
  const unique = new Map(placed.map((issue) => [JSON.stringify(issue), issue]));
  return [...unique.values()].sort(bySource);
}

const bySource = (a: DagIssue, b: DagIssue): number =>
  (a.line ?? Infinity) === (b.line ?? Infinity)
    ? (a.column ?? 0) - (b.column ?? 0)
    : (a.line ?? Infinity) - (b.line ?? Infinity);
