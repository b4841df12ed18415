import { assertNever } from '../assert-never.js';
import type { ControlFact } from './run-inputs.js';
import { eachInstance } from './instances.js';
import type { TaskError } from './outcome.js';
import { hasOpenTeardown, stopRun } from './run-end.js';
import { hasOpenTicket } from './run-state.js';
import { isEnded } from './task-state.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/** What a person asked for, in the order of its number; each is answered once, by ControlApplied or ControlRefused. */
export function decideControl(draft: TurnDraft, fact: ControlFact): void {
  if (fact.number <= draft.state.lastControl) return;
  const cause: Cause = { actor: fact.actor, reason: fact.reason, causationId: `control-${fact.number}` };
  const { number, request } = fact;
  const refusal = refusalOf(draft, fact);
  if (refusal !== null) {
    return draft.record(cause, {
      type: 'ControlRefused',
      payload: { number, request, code: 'ILLEGAL_STATE', message: refusal },
    });
  }
  draft.record(cause, { type: 'ControlApplied', payload: { number, request } });
  setRunState(draft, request.state, cause);
}

function refusalOf(draft: TurnDraft, fact: ControlFact): string | null {
  const { phase } = draft.state;
  const wanted = fact.request.state;
  if (wanted === phase) return `the run is ${phase} already`;
  if (wanted === 'queued' && phase === 'running') return 'the run is running; only an ended run can be queued again';
  return null;
}

function setRunState(draft: TurnDraft, wanted: ControlFact['request']['state'], cause: Cause): void {
  switch (wanted) {
    case 'success':
      succeedTasks(draft, cause);
      if (draft.state.phase === 'running' && hasOpenTeardown(draft)) return;
      return draft.record(cause, { type: 'RunSucceeded', payload: { cause: 'control' } });
    case 'failed':
      if (isEnded(draft.state.phase)) return draft.record(cause, { type: 'RunFailed', payload: { cause: 'control' } });
      return stopRun(draft, cause, {
        cause: 'control',
        into: (open) => (open ? 'failed' : 'skipped'),
        error: SET_FAILED,
      });
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
