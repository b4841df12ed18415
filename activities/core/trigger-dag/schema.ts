import { z } from 'zod';
import { durationField, jsonField } from '../../sdk/index.js';

const states = z.array(z.enum(['success', 'failed']));

/** `with` of triggerDag. */
export const triggerDagWith = z.strictObject({
  dag: z.string().min(1).describe('Id of the DAG'),
  conf: jsonField.default({}).describe('Parameters of the run'),
  runId: z.string().min(1).optional(),
  logicalDate: z.iso.datetime({ offset: true }).nullable().optional().describe('Default: the instant of the trigger'),
  wait: z.boolean().default(false).describe('Until the run has ended'),
  allowedStates: states.default(['success']),
  failedStates: states.default(['failed']),
  onExisting: z
    .enum(['refuse', 'reuse', 'clear', 'skip'])
    .default('refuse')
    .describe('When the run id or the logical date is taken'),
  pollInterval: durationField
    .default(60_000)
    .describe('How often the run is asked for beside: its end tells by itself'),
});
export type TriggerDagWith = z.output<typeof triggerDagWith>;
