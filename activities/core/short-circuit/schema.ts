import { z } from 'zod';
import { exactlyOneOf, jsonField } from '../../sdk/index.js';
import { argsNeedHandler } from '../shared/args-need-handler.js';

export const shortCircuitWith = z
  .strictObject({
    when: z.string().min(1).optional().describe('CEL; true goes on'),
    handler: z.string().min(1).optional().describe('Function made with defineTask; a truthy result goes on'),
    args: jsonField.optional().describe('Passed to the handler'),
    ignoreDownstreamTriggerRules: z
      .boolean()
      .default(true)
      .describe('Skip everything below, or only the direct downstream'),
  })
  .superRefine(exactlyOneOf('when', 'handler'))
  .superRefine(argsNeedHandler);
export type ShortCircuitWith = z.output<typeof shortCircuitWith>;
