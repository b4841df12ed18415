import { z } from 'zod';
import { exactlyOneOf, jsonField } from '../../sdk/index.js';
import { argsNeedHandler } from '../shared/args-need-handler.js';

export const branchWith = z
  .strictObject({
    choose: z.string().min(1).optional().describe('CEL that gives a task id, a group, a list of them, or null'),
    handler: z.string().min(1).optional().describe('Function made with defineTask that returns the same'),
    args: jsonField.optional().describe('Passed to the handler'),
  })
  .superRefine(exactlyOneOf('choose', 'handler'))
  .superRefine(argsNeedHandler);
export type BranchWith = z.output<typeof branchWith>;
