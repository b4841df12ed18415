import { defineOperator } from '../../sdk/index.js';
import { runSql } from '../shared/run-sql.js';
import { sqlExecuteWith, type SqlExecuteWith } from './schema.js';

/** Rows that statements return (a function call by select, `returning`) are not kept. */
export const sqlExecute = defineOperator<SqlExecuteWith>({
  type: 'sql.execute',
  summary: 'Runs statements in PostgreSQL; the number of rows affected is the result',
  with: sqlExecuteWith,
  run: async (context, params) => {
    const results = await runSql(context, params, { keep: false, maxRows: params.maxRows });
    const affected = results.reduce((sum, result) => sum + result.affected, 0);
    context.logger.info(`${results.length} statements, ${affected} rows affected`);
    return { value: affected };
  },
});
