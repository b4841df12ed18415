import { defineOperator } from '../../sdk/index.js';
import { queryRows } from '../shared/run-sql.js';
import { sqlQueryWith, type SqlQueryWith } from './schema.js';

export const sqlQuery = defineOperator<SqlQueryWith>({
  type: 'sql.query',
  summary: 'Runs a query in PostgreSQL; its rows are the result',
  with: sqlQueryWith,
  run: async (context, params) => {
    const rows = await queryRows(context, params, params.maxRows);
    context.logger.info(`${rows.length} rows`);
    return { value: rows };
  },
});
