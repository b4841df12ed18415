import { assertNever } from '../../assert-never.js';
import { eachInstance } from '../instances.js';
import type { TaskError } from '../outcome.js';
import { hasOpenTeardown, stopRun } from '../run-end.js';
import { hasOpenTicket } from '../run-state.js';
import { isEnded } from '../task-state.js';
import type { Cause, NewEvent, TurnDraft } from '../turn-draft.js';
import type { ControlRequest } from './control-request.js';

export type WantedRunState = Extract<ControlRequest, { kind: 'setRunState' }>['state'];

export function setRunState(draft: TurnDraft, wanted: WantedRunState, cause: Cause): void {
  switch (wanted) {
    case 'success':
      succeedTasks(draft, cause);
      if (draft.state.phase === 'running' && hasOpenTeardown(draft)) return;
      return draft.record(cause, { type: 'RunSucceeded', payload: { cause: 'control' } });
    case 'failed':
      if (isEnded(draft.state.phase)) return draft.record(cause, { type: 'RunFailed', payload: { cause: 'control' } });
      return stopRun(draft, cause, { cause: 'control', fails: 'begun', error: SET_FAILED });
    case 'queued':
      return draft.record(cause, { type: 'RunReopened', payload: { cause: 'control' } });
    default:
      return assertNever(wanted, 'wanted run state');
  }
}

const SET_FAILED: TaskError = { type: 'Cancelled', message: 'the run was set to failed', retryable: false };

/**
 * Mark success: every task instance becomes success, failed ones too (airflow-semantics §1.6); open tickets are settled. Teardowns of a run under way
 * go on, and decide with the rest how it ends.
 */
function succeedTasks(draft: TurnDraft, cause: Cause): void {
  const ends: NewEvent[] = [];
  eachInstance(draft.state, (entry, position, mapIndex) => {
    const teardown = draft.task(position).teardown !== undefined && draft.state.phase === 'running';
    if (entry.state === 'success' || entry.state === 'removed' || teardown) return;
    const settles = hasOpenTicket(entry) ? { settles: 'CANCELLED' as const } : {};
    ends.push({
      type: 'TaskSucceeded',
      ...draft.nameOf({ position, mapIndex }),
      payload: { tryNumber: entry.tryNumber, byHand: true, ...settles },
    });
  });
  draft.record(cause, ...ends);
}
