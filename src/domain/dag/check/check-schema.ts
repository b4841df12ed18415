import type { z } from 'zod';
import { schemaProblems, type SchemaProblem } from '../../schema-problems.js';
import type { Finding, IssueCode } from '../issue.js';

/** What the schema has against the DAG, in the codes of the contract. */
export const checkSchema = (issues: readonly z.core.$ZodIssue[], dag: unknown): Finding[] =>
  schemaProblems(issues, dag).map((problem): Finding => {
    const at = problem.kind === 'bad-value' ? 'value' : 'key';
    return { code: codeOf(problem), message: problem.message, path: problem.path, at };
  });

function codeOf({ kind, path }: SchemaProblem): IssueCode {
  if (kind === 'unknown-key') return 'UNKNOWN_KEY';
  if (kind === 'missing-key') return 'MISSING_KEY';
  if (path[0] === 'schedule') return 'BAD_SCHEDULE';
  return path.at(-1) === 'triggerRule' && isOption(path) ? 'BAD_TRIGGER_RULE' : 'BAD_VALUE';
}

const isOption = (path: SchemaProblem['path']): boolean => path.at(-2) === 'defaultArgs' || path.at(-3) === 'tasks';
