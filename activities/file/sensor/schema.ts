import { z } from 'zod';
import { durationField } from '../../sdk/index.js';

export const fileSensorWith = z.strictObject({
  path: z.string().min(1).describe('A file, or a glob, under an allowed root'),
  minBytes: z.int().min(0).default(0).describe('Smaller files do not count'),
  stableFor: durationField.default(0).describe('The files must not have changed for so long'),
});
export type FileSensorWith = z.output<typeof fileSensorWith>;
