import { dueEvaluations } from './evaluations.js';
import { eachInstance, entriesOf, everyEntry } from './instances.js';
import type { TaskError } from './outcome.js';
import type { TicketClaim } from './run-events.js';
import { hasOpenTicket, type RunState, type StopCause } from './run-state.js';
import { type TryKey, tryText } from './task-key.js';
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
  stopRun(draft, cause, { cause: 'dagrunTimeout', fails: null, error: timedOut });
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
  stopRun(draft, cause, { cause: 'failFast', fails: 'running', error });
}

export interface Stop {
  cause: StopCause;
  /** Which open tickets make their instances FAILED: those that have begun, those that run now, none. All other instances are SKIPPED. */
  fails: TicketClaim | null;
  error: TaskError;
}

/**
 * Ends everything but teardowns, and the run with it, unless there is a teardown left to run: the run fails after that (airflow-semantics §1.6,
 * §1.12). A run that has not started has nothing to tear down.
 */
export function stopRun(draft: TurnDraft, cause: Cause, stop: Stop): void {
  endTasks(draft, cause, stop);
  const payload = { cause: stop.cause };
  const over = everyEntry(draft.state, (entry) => isFinished(entry.state));
  draft.record(cause, over ? { type: 'RunFailed', payload } : { type: 'RunStopping', payload });
}

/** Gives unfinished task instances their end; an open ticket is settled CANCELLED with it. */
function endTasks(draft: TurnDraft, cause: Cause, { fails, error }: Stop): void {
  const keepTeardowns = draft.state.phase === 'running';
  const holds = fails === null ? () => false : claimsOf(draft, fails);
  const ends: NewEvent[] = [];
  eachInstance(draft.state, (entry, position, mapIndex) => {
    if (isFinished(entry.state) || (keepTeardowns && draft.task(position).teardown !== undefined)) return;
    const name = draft.nameOf({ position, mapIndex });
    const { tryNumber } = entry;
    const fail = hasOpenTicket(entry) && holds({ ...name, tryNumber });
    const claim = fails === null ? {} : { [fails]: fail };
    const end = { tryNumber, ...(hasOpenTicket(entry) ? { settles: 'CANCELLED' as const, ...claim } : {}) };
    if (fail) ends.push({ type: 'TaskFailed', ...name, payload: { ...end, outcome: 'CANCELLED', error } });
    else ends.push({ type: 'TaskSkipped', ...name, payload: { ...end, cause: error.message } });
  });
  draft.record(cause, ...ends);
}

/** Whether it is so of an open ticket, as far as was told; before anything was told, all are taken to run. */
function claimsOf({ begun }: TurnDraft, claim: TicketClaim): (key: TryKey) => boolean {
  if (begun === null) return () => true;
  const keys = new Set(begun.filter(({ waits }) => claim === 'begun' || !waits).map(tryText));
  return (key) => keys.has(tryText(key));
}

/** A teardown has not finished: the run waits for it, whatever a person says. */
export const hasOpenTeardown = (draft: TurnDraft): boolean =>
  draft.index.plan.tasks.some(
    (task, position) => task.teardown !== undefined && entriesOf(draft.state, position).some(isOpen),
  );

const isOpen = ({ state }: RunState['tasks'][number]): boolean => !isFinished(state);
