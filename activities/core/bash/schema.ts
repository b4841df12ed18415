import { z } from 'zod';
import { textField } from '../../sdk/index.js';
import { LARGEST_RESULT_BYTES } from '../shared/limits.js';

const exitCode = z.int().min(0).max(255);

export const bashWith = z.strictObject({
  command: z.string().min(1).describe('Rendered as text; values from outside belong in env'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _ only'), textField)
    .default({})
    .describe('Added to PATH, HOME, LANG and TZ of the worker'),
  cwd: z.string().min(1).optional().describe('Folder under an allowed root; default the first root'),
  shell: z.string().min(1).default('bash').describe('Program that is called with -c'),
  output: z.enum(['lastLine', 'json', 'text', 'none']).default('lastLine').describe('What of stdout is the result'),
  skipExitCode: z
    .union([exitCode, z.array(exitCode)])
    .nullable()
    .default(99)
    .describe('Exit codes that skip the task; null for none'),
  maxOutputBytes: z.int().min(1).max(LARGEST_RESULT_BYTES).default(LARGEST_RESULT_BYTES).describe('Largest result'),
});
export type BashWith = z.output<typeof bashWith>;
