import { assertNever } from '../assert-never.js';
import { isoOf } from '../time/instant.js';
import { skipByFollow } from './follow.js';
import type { Instance } from './instances.js';
import type { Outcome, TaskError } from './outcome.js';
import { retryDelayMs } from './retry-delay.js';
import { workflowActor } from './run-actor.js';
import type { OutcomeFact } from './run-inputs.js';
import type { PlanTask } from './run-plan.js';
import { hasOpenTicket } from './run-state.js';
import { isEnded } from './task-state.js';
import type { Cause, TurnDraft } from './turn-draft.js';

/** A try has ended. Counts only for the try that is open. */
export function decideOutcome(draft: TurnDraft, fact: OutcomeFact): void {
  const found = isEnded(draft.state.phase) ? null : draft.find(fact);
  if (found === null) return;
  if (!hasOpenTicket(found.entry) || found.entry.tryNumber !== fact.tryNumber) return;
  apply(draft, found, fact, { actor: workflowActor, causationId: fact.cause });
}

function apply(draft: TurnDraft, at: Instance, fact: OutcomeFact, cause: Cause): void {
  const name = draft.nameOf(at);
  const { outcome, tryNumber } = fact;
  switch (outcome.kind) {
    case 'SUCCESS':
      draft.record(cause, {
        type: 'TaskSucceeded',
        ...name,
        payload: { tryNumber, ...reasonsOf(outcome) },
      });
      if (outcome.follow) skipByFollow(draft, at, outcome.follow, cause);
      return;
    case 'SKIPPED':
      return draft.record(cause, {
        type: 'TaskSkipped',
        ...name,
        payload: { tryNumber, cause: outcome.reason },
      });
    case 'FAILED':
    case 'TIMED_OUT':
    case 'CANCELLED':
    case 'LOST':
      return fail(draft, at, { ...fact, outcome }, cause);
    default:
      return assertNever(outcome, 'outcome');
  }
}

/** Stands in the event only where there is something to tell. */
const reasonsOf = ({ follow, from }: Extract<Outcome, { kind: 'SUCCESS' }>) => ({
  ...(follow ? { follow } : {}),
  ...(from ? { from } : {}),
});

type FailedFact = OutcomeFact & { outcome: Exclude<Outcome, { kind: 'SUCCESS' } | { kind: 'SKIPPED' }> };

function fail(draft: TurnDraft, at: Instance, fact: FailedFact, cause: Cause): void {
  const task = draft.task(at.position);
  const name = draft.nameOf(at);
  const { outcome, tryNumber } = fact;
  const payload = { tryNumber, outcome: outcome.kind, error: outcome.error };
  if (tryNumber >= draft.entry(at).maxTries || !mayRetry(task, outcome.error)) {
    return draft.record(cause, { type: 'TaskFailed', ...name, payload });
  }
  const { dagId, logicalDate } = draft.index.plan;
  const nextTryAt = isoOf(draft.now + retryDelayMs(task, { dagId, taskId: task.id, logicalDate, tryNumber }));
  const waitingSince = fact.waitingSince === null ? null : isoOf(fact.waitingSince);
  draft.record(cause, { type: 'TaskUpForRetry', ...name, payload: { ...payload, nextTryAt, waitingSince } });
}

/** noRetryOn wins over retryOn; a named type in retryOn is retried even where the error says that it is not retryable. */
function mayRetry(task: PlanTask, error: TaskError): boolean {
  if (task.noRetryOn?.includes(error.type)) return false;
  if (task.retryOn !== undefined) return task.retryOn.includes(error.type);
  return error.retryable;
}
