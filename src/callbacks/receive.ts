import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { hashOfToken, tell, wakeTicket } from '../../activities/engine/waits/index.js';
import type { Json } from '../domain/json.js';
import type { Tx } from '../platform/database/transaction.js';
import { nowInstant } from '../platform/instant.js';

/** What another system says. */
export type CallbackAnswer = { status: 'success'; value: Json } | { status: 'failed'; error: string };

/** received: also when the same was received before. conflict: something else was. over: the task waits no more. */
export type Received = 'received' | 'conflict' | 'over' | 'unknown';

const CALLER = { kind: 'SERVICE', id: 'callback', name: 'callback' } as const;

/** Takes a call in, once: under the locks of the ticket and of the callback, in this order, with its event, and wakes the wait. */
export async function receive(tx: Tx, token: string, answer: CallbackAnswer): Promise<Received> {
  const row = await lockCallback(tx, hashOfToken(token));
  if (row === null) return 'unknown';
  const bodyHash = createHash('sha256')
    .update(canonicalize(answer) ?? '')
    .digest();
  if (row.bodyHash !== null) return row.bodyHash.equals(bodyHash) ? 'received' : 'conflict';
  if (!row.waits) return 'over';
  await tx.query(
    'update callbacks set received_at = clock_timestamp(), body_hash = $2, answer = $3 where token_hash = $1',
    [row.tokenHash, bodyHash, JSON.stringify(answer)],
  );
  const told = { type: 'CallbackReceived', occurredAt: nowInstant(), payload: { status: answer.status } };
  await tell(tx, { ref: row, dagId: row.dagId, actor: CALLER }, 'callback', told);
  await wakeTicket(tx, row);
  return 'received';
}

interface CallbackRow {
  tokenHash: Buffer;
  dagId: string;
  dagRunId: string;
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  bodyHash: Buffer | null;
  waits: boolean;
}

async function lockCallback(tx: Tx, tokenHash: Buffer): Promise<CallbackRow | null> {
  const { rows: tickets } = await tx.query<{ open: boolean }>(LOCK_TICKET, [tokenHash]);
  if (tickets[0] === undefined) return null;
  const { rows } = await tx.query<Omit<CallbackRow, 'waits'>>(LOCK_CALLBACK, [tokenHash]);
  return rows[0] === undefined ? null : { ...rows[0], waits: tickets[0].open };
}

const LOCK_TICKET = `
select t.outcome is null as open from callbacks c
join tickets t on t.dag_run_id = c.dag_run_id and t.task_id = c.task_id and t.map_index = c.map_index and t.try_number = c.try_number
where c.token_hash = $1 for update of t`;

const LOCK_CALLBACK = `
select token_hash as "tokenHash", dag_id as "dagId", dag_run_id as "dagRunId", task_id as "taskId", map_index as "mapIndex",
  try_number as "tryNumber", body_hash as "bodyHash"
from callbacks where token_hash = $1 for update`;
