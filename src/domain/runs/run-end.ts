import type { TaskError } from './outcome.js';
import { hasOpenTicket } from './run-state.js';
import { isFinished } from './task-state.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/** Ends the run when no task instance is unfinished: by its leaves, or by any failure where the DAG says so (airflow-semantics §1.6). */
export function endRun(draft: TurnDraft, cause: Cause): void {
  const { state, index } = draft;
  if (state.phase !== 'running') return;
  const unfinished = state.tasks.filter((entry) => !isFinished(entry.state));
  if (unfinished.length > 0) {
    if (unfinished.every((entry) => entry.state === 'none'))
      draft.record(cause, { type: 'RunFailed', payload: { cause: 'deadlock' } });
    return;
  }
  const deciding = index.plan.runState === 'anyFailure' ? state.tasks : index.leaves.map((leaf) => draft.entry(leaf));
  const bad = deciding.some(
    (entry) => entry.state === 'failed' || (entry.state === 'upstream_failed' && index.plan.runState === 'leaves'),
  );
  const payload = { cause: index.plan.runState === 'anyFailure' ? 'tasks' : 'leaves' };
  draft.record(cause, bad ? { type: 'RunFailed', payload } : { type: 'RunSucceeded', payload });
}

const TIMED_OUT: TaskError = {
  type: 'Timeout',
  message: 'the run was not finished within dagrunTimeout',
  retryable: false,
};

/** dagrunTimeout: the run fails, what has not finished is skipped, what runs is stopped. */
export function endByTimeout(draft: TurnDraft, cause: Cause): void {
  endTasks(draft, cause, () => 'skipped', TIMED_OUT);
  draft.record(cause, { type: 'RunFailed', payload: { cause: 'dagrunTimeout' } });
}

/** Gives every unfinished task instance its end; an open ticket is settled CANCELLED with it. */
export function endTasks(
  draft: TurnDraft,
  cause: Cause,
  into: (open: boolean) => 'failed' | 'skipped',
  error: TaskError,
): void {
  const ends: NewEvent[] = [];
  draft.state.tasks.forEach((entry, position) => {
    if (isFinished(entry.state)) return;
    const open = hasOpenTicket(entry);
    const end = { tryNumber: entry.tryNumber, ...(open ? { settles: 'CANCELLED' as const } : {}) };
    const taskId = draft.task(position).id;
    if (into(open) === 'failed')
      ends.push({ type: 'TaskFailed', taskId, payload: { ...end, outcome: 'CANCELLED', error } });
    else ends.push({ type: 'TaskSkipped', taskId, payload: { ...end, cause: error.message } });
  });
  draft.record(cause, ...ends);
}
