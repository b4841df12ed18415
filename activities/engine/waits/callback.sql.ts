import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';

export interface CallbackRow {
  sent: boolean;
  /** JSON text; null while nobody has called. */
  answer: string | null;
}

/** Makes the callback of a try; answers whether it is new. */
export async function insertCallback(tx: Tx, ref: TicketKey, dagId: string, tokenHash: Buffer): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into callbacks (dag_run_id, task_id, map_index, try_number, dag_id, token_hash, created_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp()) on conflict do nothing`,
    [...keyOf(ref), dagId, tokenHash],
  );
  return rowCount === 1;
}

export async function readCallback(tx: Tx, ref: TicketKey): Promise<CallbackRow> {
  const { rows } = await tx.query<CallbackRow>(
    `select sent_at is not null as sent, answer from callbacks where ${THE_CALLBACK}`,
    keyOf(ref),
  );
  if (rows[0] === undefined) throw new Error('a callback that was made has vanished');
  return rows[0];
}

/** The other system has the url. */
export async function markSent(pool: Pick<Tx, 'query'>, ref: TicketKey): Promise<void> {
  await pool.query(
    `update callbacks set sent_at = clock_timestamp() where ${THE_CALLBACK} and sent_at is null`,
    keyOf(ref),
  );
}

const THE_CALLBACK = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';
