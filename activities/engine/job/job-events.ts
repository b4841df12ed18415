import { createHash } from 'node:crypto';
import type { Actor } from '../../../src/domain/events/actor.js';
import type { EventDraft } from '../../../src/domain/events/event.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import type { TicketKey } from '../attempt/begin.sql.js';

/** What a try knows its job by. Letters, digits and a dash, 41 characters: within what providers allow for client tokens. */
export const jobToken = (ref: TicketKey): string =>
  `continuo-${createHash('sha256').update(ticketKey(ref)).digest('hex').slice(0, 32)}`;

export const jobStream = (ref: TicketKey): string => `job-${ticketKey(ref)}`;

/**
 * JobPrepared: the token is recorded, the submission follows. JobSubmitted: the other system knows the job (`found`: an earlier attempt had submitted it).
 * JobEnded: it says so. JobCancelled. JobLeft: nobody cares for it any more, and why.
 */
export type JobEvent =
  | { type: 'JobPrepared'; payload: { operator: string; token: string } }
  | { type: 'JobSubmitted'; payload: { remoteId: string; found: boolean } }
  | { type: 'JobEnded'; payload: { remoteId: string; outcome: 'done' | 'failed' } }
  | { type: 'JobCancelled'; payload: { remoteId: string } }
  | { type: 'JobLeft'; payload: { remoteId: string | null; why: string } };

export interface JobEventFacts {
  ref: TicketKey;
  dagId: string | null;
  actor: Actor;
  /** ms by the database's clock. */
  at: number;
}

export const jobDraft = ({ ref, dagId, actor, at }: JobEventFacts, event: JobEvent): EventDraft => ({
  type: event.type,
  occurredAt: isoOf(at),
  actor,
  dagId,
  dagRunId: ref.dagRunId,
  taskId: ref.taskId,
  mapIndex: ref.mapIndex,
  correlationId: ref.dagRunId,
  payload: { tryNumber: ref.tryNumber, ...event.payload } satisfies JsonObject,
});
