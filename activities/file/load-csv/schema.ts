import { z } from 'zod';

const name = z.string().min(1).max(63);

export const fileLoadCsvWith = z
  .strictObject({
    path: z.string().min(1).describe('A CSV file with a header, under an allowed root'),
    format: z.literal('csv').default('csv'),
    connection: z.string().min(1).describe('A connection of type postgres'),
    table: z
      .string()
      .regex(/^[^.]+(\.[^.]+)?$/, 'write table or schema.table')
      .describe('An existing table: table or schema.table'),
    columns: z
      .union([z.array(name).min(1), z.record(name, z.string().min(1))])
      .optional()
      .describe('Columns to load: a list, or column → name in the header; default all of the header'),
    mode: z.enum(['append', 'replace', 'upsert']).default('append'),
    keys: z.array(name).min(1).optional().describe('upsert: columns of a unique index'),
  })
  .superRefine(({ mode, keys }, issues) => {
    if (mode === 'upsert' && keys === undefined)
      issues.addIssue({ code: 'custom', message: 'mode upsert needs "keys"' });
    if (mode !== 'upsert' && keys !== undefined) {
      issues.addIssue({ code: 'custom', path: ['keys'], message: '"keys" needs mode: upsert' });
    }
  });
export type FileLoadCsvWith = z.output<typeof fileLoadCsvWith>;
