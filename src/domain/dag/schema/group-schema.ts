import { z } from 'zod';
import { closedObject } from '../../closed-object.js';
import { notifySchema, taskOptionsSchema } from './task-options.js';
import {
  mapOrderSchema,
  mapSchema,
  taskSchema,
  upstreamSchema,
  type ParsedTask,
  type TaskInput,
} from './task-schema.js';

/** A group may hold groups, so its type is written down; its keys are those of the schema below. */
export interface GroupInput {
  tooltip?: string | undefined;
  defaultArgs?: z.input<typeof taskOptionsSchema> | undefined;
  upstream?: z.input<typeof upstreamSchema> | undefined;
  notify?: z.input<typeof notifySchema> | undefined;
  map?: z.input<typeof mapSchema> | undefined;
  mapOrder?: string[] | undefined;
  tasks?: Record<string, TaskInput> | undefined;
  groups?: Record<string, GroupInput> | undefined;
}
export interface ParsedGroup {
  tooltip?: string | undefined;
  defaultArgs?: z.output<typeof taskOptionsSchema> | undefined;
  upstream?: z.output<typeof upstreamSchema> | undefined;
  notify?: z.output<typeof notifySchema> | undefined;
  map?: z.output<typeof mapSchema> | undefined;
  mapOrder?: string[] | undefined;
  tasks?: Record<string, ParsedTask> | undefined;
  groups?: Record<string, ParsedGroup> | undefined;
}

export const groupSchema: z.ZodType<ParsedGroup, GroupInput> = closedObject({
  tooltip: z.string().optional().describe('Shown in the UI'),
  defaultArgs: taskOptionsSchema.optional().describe('For every task of the group'),
  upstream: upstreamSchema.optional(),
  notify: notifySchema.optional(),
  map: mapSchema.optional(),
  mapOrder: mapOrderSchema.optional(),
  tasks: z.record(z.string(), taskSchema).optional().describe('Its tasks; their ids get the prefix "<group>."'),
  groups: z
    .record(
      z.string(),
      z.lazy(() => groupSchema),
    )
    .optional()
    .describe('Groups within the group'),
});
