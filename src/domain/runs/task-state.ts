/** States of a task instance (airflow-semantics §1.2), lower case inside, upper case in the API. */
export const TASK_STATES = [
  'none',
  'scheduled',
  'queued',
  'running',
  'success',
  'failed',
  'skipped',
  'upstream_failed',
  'up_for_retry',
  'up_for_reschedule',
  'deferred',
  'restarting',
  'removed',
  'awaiting_input',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

const FINISHED: readonly TaskState[] = ['success', 'failed', 'skipped', 'upstream_failed', 'removed'];

/** Terminal for dependency purposes. */
export const isFinished = (state: TaskState): boolean => FINISHED.includes(state);

export type RunPhase = 'queued' | 'running' | 'success' | 'failed';
export const isEnded = (phase: RunPhase): boolean => phase === 'success' || phase === 'failed';
