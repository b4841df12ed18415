import { defineOperator } from '../../sdk/index.js';
import { pokeSql } from './poke-sql.js';
import { sqlSensorWith, type SqlSensorWith } from './schema.js';

export const sqlSensor = defineOperator<SqlSensorWith>({
  type: 'sensor.sql',
  summary: 'Waits until the first row of a query is as expected',
  with: sqlSensorWith,
  untemplated: ['expect'],
  cel: ['expect'],
  poke: pokeSql,
});
