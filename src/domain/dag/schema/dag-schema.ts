import { z } from 'zod';
import { closedObject } from '../../closed-object.js';
import { scheduleSchema } from '../../schedule/schedule-schema.js';
import { deadlineSchema } from './deadline-schema.js';
import { groupSchema } from './group-schema.js';
import { dagNotifySchema, taskOptionsSchema } from './task-options.js';
import { taskSchema } from './task-schema.js';
import { countSchema, dateSchema, idSchema, jsonObjectSchema, positiveDurationSchema } from './values.js';

export const RUN_STATE_RULES = ['leaves', 'anyFailure'] as const;

/**
 * The one definition of the DAG file format: what is checked, what is published as JSON Schema, and the type of authors.
 * The rules between keys (graph, trigger rules, schedule) are in ../check.
 */
export const dagSchema = closedObject({
  id: idSchema.describe('Name of the DAG: letters, digits, "-", "." and "_"'),
  description: z.string().nullable().optional(),
  docMd: z.string().nullable().optional().describe('Markdown, shown in the UI'),
  tags: z.array(z.string().min(1).max(100)).optional(),
  paused: z.boolean().optional().describe('State at its first registration; default false'),
  schedule: scheduleSchema.optional().describe('When runs are made; default never by itself'),
  startDate: dateSchema.nullable().optional().describe('No run of an earlier logical date'),
  endDate: dateSchema.nullable().optional().describe('No run of a later logical date'),
  catchup: z.boolean().optional().describe('Makes the runs that were missed; default false'),
  maxActiveRuns: countSchema.optional().describe('Runs at a time; default 16'),
  maxActiveTasks: countSchema.nullable().optional().describe('Tasks at a time in a run; default no limit'),
  maxMapLength: countSchema.optional().describe('Most instances of a mapped task; default 100000'),
  dagrunTimeout: positiveDurationSchema.nullable().optional().describe('Longest time of a run; default none'),
  failFast: z.boolean().optional().describe('The first failure ends the run; default false'),
  runState: z
    .enum(RUN_STATE_RULES)
    .optional()
    .describe('leaves (default), or anyFailure: one failed task fails the run'),
  maxConsecutiveFailedRuns: z.int().min(0).optional().describe('Pauses the DAG after so many; 0 (default) never'),
  params: z.record(z.string(), jsonObjectSchema).optional().describe('JSON Schema of each parameter'),
  defaultArgs: taskOptionsSchema.optional().describe('For every task'),
  notify: dagNotifySchema.optional(),
  deadlines: z.array(deadlineSchema).max(20).optional().describe('When its runs must have succeeded'),
  tasks: z.record(z.string(), taskSchema).optional(),
  groups: z.record(z.string(), groupSchema).optional(),
});

/** A DAG as an author writes it. */
export type DagInput = z.input<typeof dagSchema>;
export type ParsedDag = z.output<typeof dagSchema>;
