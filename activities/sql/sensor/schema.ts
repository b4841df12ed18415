import { z } from 'zod';
import { sqlFields } from '../shared/sql-fields.js';

export const sqlSensorWith = z.strictObject({
  connection: sqlFields.connection,
  sql: z.string().min(1).describe('Values stand in it as :name'),
  parameters: sqlFields.parameters,
  expect: z.string().min(1).optional().describe('CEL over `row`; default: the first value is truthy'),
});
export type SqlSensorWith = z.output<typeof sqlSensorWith>;
