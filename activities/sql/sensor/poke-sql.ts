import { evaluateCel, type JsonObject, type PokeResult, type TaskContext } from '../../sdk/index.js';

import { queryRows } from '../shared/run-sql.js';
import type { SqlSensorWith } from './schema.js';

const MOST_ROWS = 10_000;

/** Done when the first row is as expected; no row is not yet. A database that cannot be reached fails the try, as SqlError. */
export async function pokeSql(context: TaskContext, params: SqlSensorWith): Promise<PokeResult> {
  const [row] = await queryRows(context, params, MOST_ROWS);
  if (row === undefined) {
    context.logger.info('not yet: no row');
    return { done: false };
  }
  if (await isAsExpected(context, params.expect, row)) return { done: true, value: row };
  context.logger.info('not yet', row);
  return { done: false };
}

async function isAsExpected(context: TaskContext, expect: string | undefined, row: JsonObject): Promise<boolean> {
  if (expect === undefined) return Boolean(Object.values(row)[0]);
  return (await evaluateCel(context, expect, { row })) === true;
}
