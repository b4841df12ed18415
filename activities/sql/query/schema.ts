import { z } from 'zod';
import { maxRowsField, sqlFields, sqlOrFile } from '../shared/sql-fields.js';

export const sqlQueryWith = z.strictObject({ ...sqlFields, maxRows: maxRowsField }).superRefine(sqlOrFile);
export type SqlQueryWith = z.output<typeof sqlQueryWith>;
