import { type EventDraft, placeEvent } from '../../../src/domain/events/event.js';
import { eventHash } from '../../../src/event-store/index.js';

/** An event of an attempt's stream, hashed before it is sent: begin and finish write it in the statement that explains it. */
export interface EventRow {
  /** For `jsonb_to_record`. */
  json: string;
  hash: string;
}

export function eventRow(draft: EventDraft, stream: string, version: number, previousHash: string | null): EventRow {
  const event = placeEvent(draft, stream, version, previousHash);
  const hash = eventHash(event);
  return { json: JSON.stringify({ ...event, hash }), hash };
}

/**
 * Two parts of a `with` that append the event given as parameter, once for each row of `source`, and queue it for the sequencer.
 * @param parameter such as `$8`
 * @param source a part of the same `with`, of at most one row
 */
export const appendEventPart = (parameter: string, source: string): string => `
appended as (
  insert into events (stream, version, type, occurred_at, actor_kind, actor_id, actor_name, reason, dag_id, dag_run_id, task_id, map_index,
    correlation_id, causation_id, payload, hash, previous_hash)
  select stream, version, type, "occurredAt", actor->>'kind', actor->>'id', actor->>'name', reason, "dagId", "dagRunId", "taskId", "mapIndex",
    "correlationId", "causationId", payload, hash, "previousHash"
  from ${source}, jsonb_to_record(${parameter}::jsonb) as e(
    stream text, version integer, type text, "occurredAt" timestamptz, actor jsonb, reason text, "dagId" text, "dagRunId" text, "taskId" text,
    "mapIndex" integer, "correlationId" text, "causationId" text, payload jsonb, hash text, "previousHash" text)
  returning stream, version
), pending as (
  insert into event_pending (stream, version) select stream, version from appended
)`;
