import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import { keyOf, type TicketKey } from './begin.sql.js';
import type { Owner } from './finish.sql.js';

/** Keeps how far the body is, for the attempt that follows if this one is lost. By the owner only. */
export async function saveHeartbeat(pool: Pool, ref: TicketKey, owner: Owner, details: string): Promise<void> {
  await pool.query(
    `update tickets set heartbeat = $7 where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4
     and owner = $5 and fence = $6 and outcome is null`,
    [...keyOf(ref), owner.incarnation, owner.fence, details],
  );
}

/** What the last attempt of this try told; null where it told nothing. */
export async function readHeartbeat(pool: Pool, ref: TicketKey): Promise<Json> {
  const { rows } = await pool.query<{ heartbeat: string | null }>(
    'select heartbeat from tickets where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4',
    keyOf(ref),
  );
  const text = rows[0]?.heartbeat ?? null;
  return text === null ? null : (JSON.parse(text) as Json);
}
