import { z } from 'zod';
import { formatField } from '../shared/file-format.js';

export const fileReadWith = z.strictObject({
  path: z.string().min(1).describe('Under an allowed root'),
  format: formatField,
});
export type FileReadWith = z.output<typeof fileReadWith>;
