import { z } from 'zod';
import { exactlyOneOf, jsonField } from '../../sdk/index.js';

/** Keys of `with` that the SQL operators share. */
export const sqlFields = {
  connection: z.string().min(1).describe('A connection of type postgres'),
  sql: z.string().min(1).optional().describe('Values stand in it as :name'),
  file: z.string().min(1).optional().describe('A file with the SQL, under an allowed root'),
  parameters: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'letters, digits and _ only'), jsonField)
    .default({})
    .describe('Values by name; they never become part of the text'),
};

export const maxRowsField = z.int().min(1).default(10_000).describe('More rows than this fail the task');

export const sqlOrFile = exactlyOneOf('sql', 'file');
