import { z } from 'zod';
import { ASSET_NAME_HINT, isAssetName } from '../../assets/asset-name.js';
import { TRIGGER_RULES } from '../../runs/trigger-rule.js';
import { closedObject } from '../../closed-object.js';
import {
  countSchema,
  dateSchema,
  durationSchema,
  idSchema,
  jsonObjectSchema,
  namesSchema,
  positiveDurationSchema,
} from './values.js';

export const WEIGHT_RULES = ['downstream', 'upstream', 'absolute'] as const;

const triggerRule = z.enum(TRIGGER_RULES, {
  error: (issue) => `unknown trigger rule ${JSON.stringify(issue.input)}: use one of ${TRIGGER_RULES.join(', ')}`,
});
const xcom = closedObject({
  push: z.boolean().optional(),
  maxBytes: z.int().min(0).nullable().optional(),
}).transform(({ push, maxBytes }) => ({
  ...(push === false && { push }),
  ...(maxBytes !== null && maxBytes !== undefined && { maxBytes }),
}));
/** Whom to tell: notifiers with their parameters. */
export const notifiersSchema = z.array(closedObject({ type: z.string().min(1), with: jsonObjectSchema.optional() }));
const assetName = z.string().refine(isAssetName, { error: ASSET_NAME_HINT });
const inlets = z.array(closedObject({ asset: assetName }));
const outlets = z.array(
  z.union(
    [
      closedObject({
        asset: assetName,
        extra: jsonObjectSchema.optional(),
        partition: z.string().min(1).optional(),
      }),
      closedObject({ alias: assetName }),
    ],
    { error: 'give { asset, extra, partition } or { alias }' },
  ),
);

/** What people can be told of, in the order of the format. */
export const NOTIFY_TRIGGERS = [
  'onFailure',
  'onRetry',
  'onSuccess',
  'onSlaMiss',
  'onApproval',
  'onDeadlineMiss',
] as const;

const ofTasks = {
  onFailure: notifiersSchema.optional(),
  onRetry: notifiersSchema.optional(),
  onSuccess: notifiersSchema.optional(),
  onSlaMiss: notifiersSchema.optional(),
  onApproval: notifiersSchema.optional(),
};
export const notifySchema = closedObject(ofTasks);
/** A deadline is the whole run's, so that only its DAG is told of it. */
export const dagNotifySchema = closedObject({ ...ofTasks, onDeadlineMiss: notifiersSchema.optional() });

/** What a task may have of its own or inherit from `defaultArgs` of its groups and its DAG. */
export const taskOptions = {
  owner: z.string().min(1).nullable().optional().describe('Who answers for the task'),
  triggerRule: triggerRule.optional().describe('What its upstream tasks must have come to; default all_success'),
  retries: z.int().min(0).max(100_000).optional().describe('Tries after the first; default 0'),
  retryDelay: durationSchema.optional().describe('Wait before the second try; default 5m'),
  retryBackoff: z.number().min(1).max(1000).optional().describe('Factor from wait to wait; 1 (default) is constant'),
  maxRetryDelay: durationSchema.optional().describe('Longest wait between tries; default 24h'),
  retryOn: namesSchema.optional().describe('Error types that are tried again; default all'),
  noRetryOn: namesSchema.optional().describe('Error types that are not tried again'),
  executionTimeout: positiveDurationSchema.nullable().optional().describe('Longest time of one attempt; default none'),
  pool: idSchema.optional().describe('Pool whose slots it takes; default "default"'),
  poolSlots: countSchema.optional().describe('Slots that it takes; default 1'),
  priorityWeight: z.int().min(-2147483648).max(2147483647).optional().describe('Higher goes first; default 1'),
  weightRule: z.enum(WEIGHT_RULES).optional().describe('Whose weights add to its own; default downstream'),
  queue: idSchema.optional().describe('Workers that may run it; default "default"'),
  dependsOnPast: z.boolean().optional().describe('Waits for itself in the previous run; default false'),
  waitForDownstream: z.boolean().optional().describe('Waits for its direct downstream in the previous run too'),
  maxActivePerDag: countSchema.nullable().optional().describe('Instances at a time in all runs; default no limit'),
  maxActivePerRun: countSchema.nullable().optional().describe('Mapped instances at a time in a run; default no limit'),
  startDate: dateSchema.nullable().optional().describe('Not in runs of an earlier logical date'),
  endDate: dateSchema.nullable().optional().describe('Not in runs of a later logical date'),
  pokeInterval: positiveDurationSchema.optional().describe('Sensors: wait between pokes; default 60s'),
  pokeBackoff: z.number().min(1).max(1000).optional().describe('Sensors: factor from wait to wait; default 1'),
  timeout: positiveDurationSchema.optional().describe('Sensors: longest wait over all tries; default 7d'),
  softFail: z.boolean().optional().describe('Sensors: skipped instead of failed at the timeout; default false'),
  xcom: xcom.optional().describe('Whether its result is kept, and up to which size'),
  inlets: inlets.optional().describe('Assets that it reads'),
  outlets: outlets.optional().describe('Assets that it updates when it succeeds'),
  sla: positiveDurationSchema.nullable().optional().describe('Expected to be done this long after the run was due'),
  notify: notifySchema.optional().describe('Whom to tell'),
};

export const taskOptionsSchema = closedObject(taskOptions);
