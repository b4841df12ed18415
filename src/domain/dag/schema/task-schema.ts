import { z } from 'zod';
import { closedObject } from '../../closed-object.js';
import type { Json, JsonObject } from '../../json.js';
import { taskOptions } from './task-options.js';
import { jsonObjectSchema, jsonSchema, namesSchema, positiveDurationSchema } from './values.js';

const edge = z
  .union(
    [
      z.string().min(1),
      closedObject({ task: z.string().min(1), label: z.string().optional(), when: z.string().min(1).optional() }),
    ],
    { error: 'name a task or group, or give { task, label, when }' },
  )
  .transform((given) =>
    typeof given === 'string' || given.label !== undefined || given.when !== undefined ? given : given.task,
  );
export type NormalizedEdge = z.output<typeof edge>;

/** Normalised to a list without repeated plain names; an edge is an object only when it has a label or a condition. */
export const upstreamSchema = z
  .union([edge, z.array(edge)], { error: 'name a task or group, or give a list of them' })
  .transform((given): NormalizedEdge[] => [...new Set([given].flat())])
  .describe('What it waits for: tasks or groups');

const teardown = z
  .union([z.boolean(), closedObject({ setups: namesSchema.optional(), onFailureFailRun: z.boolean().optional() })], {
    error: 'give true or { setups: [...], onFailureFailRun: false }',
  })
  .describe('Cleans up after the setups, whatever became of the tasks between');

/**
 * A list, an object, or a template that gives one of them. An object stands for the list of its entries as [key, value] pairs, in the order as
 * written, and is normalised to it: stored JSON does not keep the order of keys.
 */
const mapped = z.union([z.string().min(1), z.array(jsonSchema), jsonObjectSchema.transform(pairsOf)], {
  error: 'give a list, an object, or a template that gives one of them',
});
function pairsOf(entries: JsonObject): Json[] {
  return Object.entries(entries);
}
export const mapSchema = z
  .record(z.string().min(1), mapped)
  .refine((map) => Object.keys(map).length > 0, { error: 'name at least one thing to map over' })
  .describe('One instance for each element of a list, or entry of an object; several keys make the cross product');

export const mapOrderSchema = z
  .array(z.string())
  .describe('The keys of map, where its text has lost their order; the last one varies fastest');

const target = z.union(
  [
    closedObject({ file: z.string().min(1) }),
    closedObject({ sql: z.string().min(1), connection: z.string().min(1).optional() }),
    closedObject({ handler: z.string().min(1), args: jsonObjectSchema.optional() }),
  ],
  { error: 'give one of { file }, { sql, connection }, { handler, args }' },
);

export const taskSchema = closedObject({
  type: z.string().min(1).describe('Operator, such as bash or sql.query'),
  with: jsonObjectSchema.optional().describe('Parameters of the operator; strings are templates'),
  upstream: upstreamSchema.optional(),
  ...taskOptions,
  map: mapSchema.optional(),
  mapOrder: mapOrderSchema.optional(),
  mapIndexTemplate: z.string().min(1).optional().describe('Name of each mapped instance'),
  setup: z.boolean().optional().describe('Prepares what the tasks downstream need'),
  teardown: teardown.optional(),
  onFailureFailRun: z.boolean().optional().describe('Teardown: whether its failure fails the run; default false'),
  cache: closedObject({ key: z.string().min(1), ttl: positiveDurationSchema.optional() })
    .optional()
    .describe('Skips when a result with this key is there'),
  target: target.optional().describe('Skips when the output exists'),
  doc: z.string().optional().describe('Markdown, shown in the UI'),
  displayName: z.string().min(1).max(250).optional().describe('Name in the UI'),
});

export type TaskInput = z.input<typeof taskSchema>;
export type ParsedTask = z.output<typeof taskSchema>;
