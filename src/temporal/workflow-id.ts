/** The id of a run's execution in Temporal (ARCHITECTURE decision 4). */
export const runWorkflowId = (dagRunId: string, epoch: number): string => `run/${dagRunId}/${epoch}`;

/** Workflows and their default-queue activities share this task queue, so that activities start eagerly. */
export const DEFAULT_QUEUE = 'default';

/** Name under which the run workflow is registered; see workflows/index.ts. */
export const RUN_WORKFLOW = 'dagRun';
export const WAKE_SIGNAL = 'wake';
