import { assertNever } from '../assert-never.js';
import { isoOf } from '../time/instant.js';
import { skipByFollow } from './follow.js';
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
  const position = draft.index.position.get(fact.taskId);
  if (position === undefined || isEnded(draft.state.phase)) return;
  const entry = draft.entry(position);
  if (!hasOpenTicket(entry) || entry.tryNumber !== fact.tryNumber) return;
  apply(draft, position, fact, { actor: workflowActor, causationId: fact.cause });
}

function apply(draft: TurnDraft, position: number, fact: OutcomeFact, cause: Cause): void {
  const task = draft.task(position);
  const { outcome, tryNumber } = fact;
  switch (outcome.kind) {
    case 'SUCCESS':
      draft.record(cause, {
        type: 'TaskSucceeded',
        taskId: task.id,
        payload: { tryNumber, ...reasonsOf(outcome) },
      });
      if (outcome.follow) skipByFollow(draft, position, outcome.follow, cause);
      return;
    case 'SKIPPED':
      return draft.record(cause, {
        type: 'TaskSkipped',
        taskId: task.id,
        payload: { tryNumber, cause: outcome.reason },
      });
    case 'FAILED':
    case 'TIMED_OUT':
    case 'CANCELLED':
    case 'LOST':
      return fail(draft, position, { ...fact, outcome }, cause);
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

function fail(draft: TurnDraft, position: number, fact: FailedFact, cause: Cause): void {
  const task = draft.task(position);
  const { outcome, tryNumber } = fact;
  const payload = { tryNumber, outcome: outcome.kind, error: outcome.error };
  if (tryNumber >= draft.entry(position).maxTries || !mayRetry(task, outcome.error)) {
    return draft.record(cause, { type: 'TaskFailed', taskId: task.id, payload });
  }
  const { dagId, logicalDate } = draft.index.plan;
  const nextTryAt = isoOf(draft.now + retryDelayMs(task, { dagId, taskId: task.id, logicalDate, tryNumber }));
  const waitingSince = fact.waitingSince === null ? null : isoOf(fact.waitingSince);
  draft.record(cause, { type: 'TaskUpForRetry', taskId: task.id, payload: { ...payload, nextTryAt, waitingSince } });
}

/** noRetryOn wins over retryOn; a named type in retryOn is retried even where the error says that it is not retryable. */
function mayRetry(task: PlanTask, error: TaskError): boolean {
  if (task.noRetryOn?.includes(error.type)) return false;
  if (task.retryOn !== undefined) return task.retryOn.includes(error.type);
  return error.retryable;
}
