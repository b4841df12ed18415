import { defineOperator } from '../../sdk/index.js';
import { runSqlCheck } from './run-sql-check.js';
import { sqlCheckWith, type SqlCheckWith } from './schema.js';

export const sqlCheck = defineOperator<SqlCheckWith>({
  type: 'sql.check',
  summary: 'Fails unless the first row of a query is as expected',
  with: sqlCheckWith,
  untemplated: ['expect'],
  cel: ['expect'],
  run: runSqlCheck,
});
