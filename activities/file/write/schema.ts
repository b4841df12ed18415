import { z } from 'zod';
import { jsonField } from '../../sdk/index.js';
import { formatField } from '../shared/file-format.js';

export const fileWriteWith = z
  .strictObject({
    path: z.string().min(1).describe('Under an allowed root; its folder is made when it is missing'),
    format: formatField,
    content: jsonField.describe('A text is written as it is'),
  })
  .refine(({ content }) => content !== undefined, { path: ['content'], message: 'give "content"' });
export type FileWriteWith = z.output<typeof fileWriteWith>;
