import { type EventDraft, type HashedEvent, placeEvent } from '../domain/events/event.js';
import type { Tx } from '../platform/database/transaction.js';
import { eventHash } from './event-hash.js';

/** Where a stream ends: version -1 and hash null before its first event. Whoever appends holds the lock of the row that carries the head. */
export interface StreamHead {
  stream: string;
  version: number;
  hash: string | null;
}

export const emptyStream = (stream: string): StreamHead => ({ stream, version: -1, hash: null });

/** Appends the drafts after the head, chained by hash, and queues them for the sequencer. Answers the new head, which the caller stores. */
export async function appendEvents(tx: Tx, head: StreamHead, drafts: readonly EventDraft[]): Promise<StreamHead> {
  if (drafts.length === 0) return head;
  const { rows, end } = chain(head, drafts);
  // named, as all statements of a turn: planning them anew each time costs more than running them
  await tx.query({ name: 'appendEvents', text: APPEND, values: [JSON.stringify(rows)] });
  return end;
}

interface EventRow extends Omit<HashedEvent, 'id' | 'schema' | 'actor'> {
  actor: HashedEvent['actor'];
  hash: string;
}

function chain(head: StreamHead, drafts: readonly EventDraft[]): { rows: EventRow[]; end: StreamHead } {
  const rows: EventRow[] = [];
  let end = head;
  for (const draft of drafts) {
    const { id: _id, schema: _schema, ...event } = placeEvent(draft, end.stream, end.version + 1, end.hash);
    const hash = eventHash({ ...event, id: _id, schema: _schema });
    rows.push({ ...event, hash });
    end = { stream: end.stream, version: event.version, hash };
  }
  return { rows, end };
}

const APPEND = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as e(
    stream text, version integer, type text, "occurredAt" timestamptz, actor jsonb, reason text, "dagId" text, "dagRunId" text,
    "taskId" text, "mapIndex" integer, "correlationId" text, "causationId" text, payload jsonb, hash text, "previousHash" text)
), appended as (
  insert into events (stream, version, type, occurred_at, actor_kind, actor_id, actor_name, reason, dag_id, dag_run_id, task_id, map_index,
    correlation_id, causation_id, payload, hash, previous_hash)
  select stream, version, type, "occurredAt", actor->>'kind', actor->>'id', actor->>'name', reason, "dagId", "dagRunId", "taskId", "mapIndex",
    "correlationId", "causationId", payload, hash, "previousHash" from given
)
insert into event_pending (stream, version) select stream, version from given order by version`;
