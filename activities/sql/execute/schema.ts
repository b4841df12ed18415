import { z } from 'zod';
import { maxRowsField, sqlFields, sqlOrFile } from '../shared/sql-fields.js';

export const sqlExecuteWith = z.strictObject({ ...sqlFields, maxRows: maxRowsField }).superRefine(sqlOrFile);
export type SqlExecuteWith = z.output<typeof sqlExecuteWith>;
