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
  const { json, end } = chainEvents(head, drafts);
  // named, as all statements of a turn: planning them anew each time costs more than running them
  await tx.query({ name: 'appendEvents', text: APPEND, values: [json] });
  return end;
}

/** What is to be appended to one stream. */
export interface Appended {
  head: StreamHead;
  drafts: readonly EventDraft[];
}

/** `appendEvents` for several streams, in one statement. Answers their new heads, in order, which the caller stores. */
export async function appendToHeads(tx: Tx, wanted: readonly Appended[]): Promise<StreamHead[]> {
  const placed = wanted.map(({ head, drafts }) => placeAll(head, drafts));
  const rows = placed.flatMap((each) => each.rows);
  if (rows.length > 0) await tx.query({ name: 'appendEvents', text: APPEND, values: [JSON.stringify(rows)] });
  return placed.map(({ end }) => end);
}

/** The first event of each of several new streams, in one statement. Answers their heads, in order, which the caller stores. */
export const appendFirstEvents = (
  tx: Tx,
  firsts: readonly { stream: string; draft: EventDraft }[],
): Promise<StreamHead[]> =>
  appendToHeads(
    tx,
    firsts.map(({ stream, draft }) => ({ head: emptyStream(stream), drafts: [draft] })),
  );

/** Events with their places and hashes, made before they are sent, so that the statement which explains them writes them too. */
export interface ChainedEvents {
  /** For `eventRows`. */
  json: string;
  /** The stream's new head. */
  end: StreamHead;
}

export function chainEvents(head: StreamHead, drafts: readonly EventDraft[]): ChainedEvents {
  const { rows, end } = placeAll(head, drafts);
  return { json: JSON.stringify(rows), end };
}

type PlacedEvent = HashedEvent & { hash: string };

function placeAll(head: StreamHead, drafts: readonly EventDraft[]): { rows: PlacedEvent[]; end: StreamHead } {
  const rows: PlacedEvent[] = [];
  let end = head;
  for (const draft of drafts) {
    const event = placeEvent(draft, end.stream, end.version + 1, end.hash);
    const hash = eventHash(event);
    rows.push({ ...event, hash });
    end = { stream: end.stream, version: event.version, hash };
  }
  return { rows, end };
}

/** The rows of `chainEvents`, given as a parameter such as `$1`, in a `from`. */
export const eventRows = (parameter: string): string => `jsonb_to_recordset(${parameter}::jsonb) as e(
  stream text, version integer, type text, "occurredAt" timestamptz, actor jsonb, reason text, "dagId" text, "dagRunId" text, "taskId" text,
  "mapIndex" integer, "correlationId" text, "causationId" text, payload jsonb, hash text, "previousHash" text)`;

/** Two parts of a `with` that append the rows of `from` and queue them for the sequencer. */
export const appendPart = (from: string): string => `
appended as (
  insert into events (stream, version, type, occurred_at, actor_kind, actor_id, actor_name, reason, dag_id, dag_run_id, task_id, map_index,
    correlation_id, causation_id, payload, hash, previous_hash)
  select stream, version, type, "occurredAt", actor->>'kind', actor->>'id', actor->>'name', reason, "dagId", "dagRunId", "taskId", "mapIndex",
    "correlationId", "causationId", payload, hash, "previousHash"
  from ${from}
  returning stream, version
), pending as (
  insert into event_pending (stream, version) select stream, version from appended order by version
)`;

const APPEND = `with ${appendPart(eventRows('$1'))} select`;
