import { z } from 'zod';
import { exactlyOneOf } from '../../sdk/index.js';
import { maxRowsField, sqlFields, sqlOrFile } from '../shared/sql-fields.js';

const bounds = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'give min, max or both');

export const sqlCheckWith = z
  .strictObject({
    ...sqlFields,
    maxRows: maxRowsField,
    expect: z.string().min(1).optional().describe('CEL over `row`, the first row'),
    thresholds: z.record(z.string().min(1), bounds).optional().describe('Bounds of columns of the first row'),
  })
  .superRefine(sqlOrFile)
  .superRefine(exactlyOneOf('expect', 'thresholds'));
export type SqlCheckWith = z.output<typeof sqlCheckWith>;
