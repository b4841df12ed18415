import { dueEvaluations } from './evaluations.js';
import { eachInstance, entriesOf, everyEntry } from './instances.js';
import type { TaskError } from './outcome.js';
import { hasOpenTicket, type RunState, type StopCause } from './run-state.js';
import { isFinished } from './task-state.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/** Ends the run when no task instance is unfinished: by its leaves, or by any failure where the DAG says so (airflow-semantics §1.6). */
export function endRun(draft: TurnDraft, cause: Cause): void {
  const { state } = draft;
  if (state.phase !== 'running' || state.dagPaused === true) return;
  if (!everyEntry(state, (entry) => isFinished(entry.state))) {
    if (state.paused !== true && isDeadlocked(draft))
      draft.record(cause, { type: 'RunFailed', payload: { cause: 'deadlock' } });
    return;
  }
  if (state.stopping !== undefined)
    return draft.record(cause, { type: 'RunFailed', payload: { cause: state.stopping } });
  const byLeaves = draft.index.plan.runState === 'leaves';
  const payload = { cause: byLeaves ? 'leaves' : 'tasks' };
  draft.record(cause, hasFailed(draft, byLeaves) ? { type: 'RunFailed', payload } : { type: 'RunSucceeded', payload });
}

function hasFailed({ state, index }: TurnDraft, byLeaves: boolean): boolean {
  if (!byLeaves) return !everyEntry(state, (entry) => entry.state !== 'failed');
  return index.leaves.some((leaf) =>
    entriesOf(state, leaf).some((entry) => entry.state === 'failed' || entry.state === 'upstream_failed'),
  );
}

/** Nothing runs, nothing will: not even an answer or the past is waited for (airflow-semantics §1.5, §1.6). */
function isDeadlocked({ index, state }: TurnDraft): boolean {
  if (!everyEntry(state, (entry) => isFinished(entry.state) || entry.state === 'none')) return false;
  const waitsForPast = index.plan.tasks.some(
    (task, position) =>
      task.dependsOnPast === true && entriesOf(state, position).some((entry) => entry.state === 'none'),
  );
  return !waitsForPast && dueEvaluations(index, state).length === 0;
}

const timedOut: TaskError = {
  type: 'Timeout',
  message: 'the run was not finished within dagrunTimeout',
  retryable: false,
};

/** dagrunTimeout: the run fails, what has not finished is skipped, what runs is stopped; teardowns still run. */
export function endByTimeout(draft: TurnDraft, cause: Cause): void {
  stopRun(draft, cause, { cause: 'dagrunTimeout', into: () => 'skipped', error: timedOut });
}

/** failFast: the first failure stops what runs and skips the rest (airflow-semantics §1.4). */
export function failFast(draft: TurnDraft, cause: Cause): void {
  const { plan } = draft.index;
  if (plan.failFast !== true || draft.state.stopping !== undefined || draft.state.phase !== 'running') return;
  const failed = plan.tasks.find(
    (task, position) =>
      task.teardown === undefined && entriesOf(draft.state, position).some((entry) => entry.state === 'failed'),
  );
  if (failed === undefined) return;
  const error = { type: 'Cancelled', message: `failFast: ${failed.id} has failed`, retryable: false };
  stopRun(draft, cause, { cause: 'failFast', into: (open) => (open ? 'failed' : 'skipped'), error });
}

export interface Stop {
  cause: StopCause;
  /** What becomes of an unfinished instance, by whether it has an open ticket. */
  into(open: boolean): 'failed' | 'skipped';
  error: TaskError;
}

/**
 * Ends everything but teardowns, and the run with it, unless there is a teardown left to run: the run fails after that (airflow-semantics §1.6,
 * §1.12). A run that has not started has nothing to tear down.
 */
export function stopRun(draft: TurnDraft, cause: Cause, { cause: why, into, error }: Stop): void {
  const keepTeardowns = draft.state.phase === 'running';
  endTasks(draft, cause, keepTeardowns, into, error);
  if (everyEntry(draft.state, (entry) => isFinished(entry.state)))
    draft.record(cause, { type: 'RunFailed', payload: { cause: why } });
  else draft.record(cause, { type: 'RunStopping', payload: { cause: why } });
}

/** Gives unfinished task instances their end; an open ticket is settled CANCELLED with it. */
function endTasks(draft: TurnDraft, cause: Cause, keepTeardowns: boolean, into: Stop['into'], error: TaskError): void {
  const ends: NewEvent[] = [];
  eachInstance(draft.state, (entry, position, mapIndex) => {
    if (isFinished(entry.state) || (keepTeardowns && draft.task(position).teardown !== undefined)) return;
    const open = hasOpenTicket(entry);
    const end = { tryNumber: entry.tryNumber, ...(open ? { settles: 'CANCELLED' as const } : {}) };
    const name = draft.nameOf({ position, mapIndex });
    if (into(open) === 'failed')
      ends.push({ type: 'TaskFailed', ...name, payload: { ...end, outcome: 'CANCELLED', error } });
    else ends.push({ type: 'TaskSkipped', ...name, payload: { ...end, cause: error.message } });
  });
  draft.record(cause, ...ends);
}

/** A teardown has not finished: the run waits for it, whatever a person says. */
export const hasOpenTeardown = (draft: TurnDraft): boolean =>
  draft.index.plan.tasks.some(
    (task, position) => task.teardown !== undefined && entriesOf(draft.state, position).some(isOpen),
  );

const isOpen = ({ state }: RunState['tasks'][number]): boolean => !isFinished(state);
