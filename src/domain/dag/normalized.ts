import type { z } from 'zod';
import type { NormalizedSchedule } from '../schedule/schedule.js';
import type { ParsedDag } from './schema/dag-schema.js';
import type { ParsedGroup } from './schema/group-schema.js';
import type { taskOptionsSchema } from './schema/task-options.js';
import type { NormalizedEdge, ParsedTask } from './schema/task-schema.js';

export type { NormalizedEdge };
export type NormalizedOptions = z.output<typeof taskOptionsSchema>;

/** `onFailureFailRun` stands in `teardown` only, and `teardown` is an object or absent. */
export type NormalizedTask = Omit<ParsedTask, 'teardown' | 'onFailureFailRun'> & {
  teardown?: { setups?: string[]; onFailureFailRun?: true } | undefined;
};
export type NormalizedGroup = Omit<ParsedGroup, 'tasks' | 'groups'> & {
  tasks?: Record<string, NormalizedTask> | undefined;
  groups?: Record<string, NormalizedGroup> | undefined;
};

/**
 * A DAG as its version holds it: the author's structure, shorthands expanded, durations in ISO 8601, dates in UTC, keys equal to what they would
 * be without them left out. Two texts with the same meaning have the same normalised form, and its canonical JSON is the version's identity.
 */
export type NormalizedDag = Omit<ParsedDag, 'schedule' | 'tasks' | 'groups'> & {
  schedule?: NormalizedSchedule | undefined;
  tasks?: Record<string, NormalizedTask> | undefined;
  groups?: Record<string, NormalizedGroup> | undefined;
};
