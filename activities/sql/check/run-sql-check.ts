import { evaluateCel, TaskFailure, type JsonObject, type TaskContext, type TaskResult } from '../../sdk/index.js';

import { queryRows } from '../shared/run-sql.js';
import { checkThresholds } from './check-thresholds.js';
import type { SqlCheckWith } from './schema.js';

/** Throws CheckFailed with what is wrong, BadCondition for CEL that cannot be evaluated, SqlError. */
export async function runSqlCheck(context: TaskContext, params: SqlCheckWith): Promise<TaskResult> {
  const [row] = await queryRows(context, params, params.maxRows);
  if (row === undefined) throw new TaskFailure('CheckFailed', 'the query gave no row');
  context.logger.info('the first row', row);
  const problems = await problemsOf(context, params, row);
  if (problems.length > 0) throw new TaskFailure('CheckFailed', problems.join('; '));
  return { value: row };
}

async function problemsOf(context: TaskContext, params: SqlCheckWith, row: JsonObject): Promise<string[]> {
  const { expect, thresholds } = params;
  if (expect === undefined) return checkThresholds(row, thresholds ?? {});
  const verdict = await evaluateCel(context, expect, { row });
  if (verdict === true) return [];
  return [`${expect} is ${JSON.stringify(verdict)} for ${JSON.stringify(row).slice(0, 500)}`];
}
