import type { Actor } from '../../../src/domain/events/actor.js';
import type { EventDraft } from '../../../src/domain/events/event.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OutcomeKind, ResultOrigin, TaskError } from '../../../src/domain/runs/outcome.js';
import type { TicketKey } from './begin.sql.js';

/** Which attempt an event of an attempt's stream tells of. */
export interface AttemptFacts {
  ref: TicketKey;
  dagId: string | null;
  attempt: number;
  actor: Actor;
  /** RFC 3339. */
  occurredAt: string;
}

export const attemptStarted = (facts: AttemptFacts, by: { worker: string; codeVersion: string | null }): EventDraft =>
  draft(facts, 'AttemptStarted', { worker: by.worker, codeVersion: by.codeVersion });

/** Events carry no stack: it may be long, and it helps whoever repairs the task, not whoever audits it. */
export const attemptEnded = (
  facts: AttemptFacts,
  outcome: OutcomeKind,
  error: TaskError | null,
  from?: ResultOrigin,
): EventDraft =>
  draft(facts, 'AttemptEnded', {
    outcome,
    error: error === null ? null : { ...error, stack: null },
    ...(from === undefined ? {} : { from }),
  });

function draft(
  { ref, dagId, attempt, actor, occurredAt }: AttemptFacts,
  type: string,
  payload: JsonObject,
): EventDraft {
  return {
    type,
    occurredAt,
    actor,
    dagId,
    dagRunId: ref.dagRunId,
    taskId: ref.taskId,
    mapIndex: ref.mapIndex,
    correlationId: ref.dagRunId,
    payload: { tryNumber: ref.tryNumber, attempt, ...payload },
  };
}
