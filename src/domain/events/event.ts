import type { Json, JsonObject } from '../json.js';
import type { Actor } from './actor.js';

/** An event before its stream has given it a place. Times are RFC 3339 in UTC with three digits. */
export interface EventDraft {
  type: string;
  occurredAt: string;
  actor: Actor;
  reason?: string | null;
  dagId?: string | null;
  dagRunId?: string | null;
  taskId?: string | null;
  mapIndex?: number | null;
  correlationId?: string | null;
  causationId?: string | null;
  payload: JsonObject;
}

/** What an event's hash covers: exactly these keys, null where absent (contract, type Event). */
export interface HashedEvent {
  schema: 1;
  id: string;
  stream: string;
  version: number;
  type: string;
  occurredAt: string;
  actor: { kind: string; id: string; name: string };
  reason: string | null;
  dagId: string | null;
  dagRunId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  correlationId: string | null;
  causationId: string | null;
  payload: Json;
  previousHash: string | null;
}

export const eventId = (stream: string, version: number): string => `${stream}:${version}`;

/** Gives a draft its place in a stream, in the form that is hashed. */
export function placeEvent(
  draft: EventDraft,
  stream: string,
  version: number,
  previousHash: string | null,
): HashedEvent {
  return {
    schema: 1,
    id: eventId(stream, version),
    stream,
    version,
    type: draft.type,
    occurredAt: draft.occurredAt,
    actor: { kind: draft.actor.kind, id: draft.actor.id, name: draft.actor.name },
    reason: draft.reason ?? null,
    dagId: draft.dagId ?? null,
    dagRunId: draft.dagRunId ?? null,
    taskId: draft.taskId ?? null,
    mapIndex: draft.mapIndex ?? null,
    correlationId: draft.correlationId ?? null,
    causationId: draft.causationId ?? null,
    payload: draft.payload,
    previousHash,
  };
}
