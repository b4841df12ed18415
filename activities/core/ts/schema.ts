import { z } from 'zod';
import { jsonField } from '../../sdk/index.js';

export const tsWith = z.strictObject({
  handler: z.string().min(1).describe('Name of a function made with defineTask'),
  args: jsonField.optional().describe('Passed to the function'),
});
export type TsWith = z.output<typeof tsWith>;
