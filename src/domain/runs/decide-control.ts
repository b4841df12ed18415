import { assertNever } from '../assert-never.js';
import type { ControlFact } from './run-inputs.js';
import { endTasks } from './run-end.js';
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
      return draft.record(cause, { type: 'RunSucceeded', payload: { cause: 'control' } });
    case 'failed':
      if (!isEnded(draft.state.phase)) {
        const error = { type: 'Cancelled', message: 'the run was set to failed', retryable: false };
        endTasks(draft, cause, (open) => (open ? 'failed' : 'skipped'), error);
      }
      return draft.record(cause, { type: 'RunFailed', payload: { cause: 'control' } });
    case 'queued':
      return draft.record(cause, { type: 'RunReopened', payload: { cause: 'control' } });
    default:
      return assertNever(wanted, 'wanted run state');
  }
}

/** Mark success: every task instance becomes success, failed ones too (airflow-semantics §1.6); open tickets are settled. */
function succeedTasks(draft: TurnDraft, cause: Cause): void {
  const ends: NewEvent[] = [];
  draft.state.tasks.forEach((entry, position) => {
    if (entry.state === 'success') return;
    const settles = hasOpenTicket(entry) ? { settles: 'CANCELLED' as const } : {};
    ends.push({
      type: 'TaskSucceeded',
      taskId: draft.task(position).id,
      payload: { tryNumber: entry.tryNumber, byHand: true, ...settles },
    });
  });
  draft.record(cause, ...ends);
}
