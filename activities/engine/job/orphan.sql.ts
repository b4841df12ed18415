import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import { readNamedRow, type Queryable } from '../../../src/platform/database/reading.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';

/** A job that is to be cancelled, claimed by one worker for a while. */
export interface OrphanRow extends TicketKey {
  dagId: string;
  operator: string;
  token: string;
  remoteId: string | null;
  details: Json;
  /** Cancels so far, this one included; whoever claims later has another number. */
  cancels: number;
  /** How long (ms) nobody has cared for it. */
  orphanedMs: number;
  /** Of the try's last attempt. */
  attempt: number;
  head: number;
  headHash: string;
}

/**
 * Claims jobs whose ticket was settled before they had ended and of which no body is left: a body that is still there may be submitting one. A claim
 * counts as dead after `holdMs`.
 */
export async function claimOrphans(pool: Pool, queue: string, limit: number, holdMs: number): Promise<OrphanRow[]> {
  const { rows } = await pool.query<OrphanRow>({ name: 'claimOrphans', text: CLAIM, values: [queue, limit, holdMs] });
  return rows;
}

const CLAIM = `
with next as (
  select j.dag_run_id, j.task_id, j.map_index, j.try_number, t.lost_count, r.dag_id
  from remote_jobs j join tickets t using (dag_run_id, task_id, map_index, try_number) join dag_runs r on r.id = j.dag_run_id
  where j.orphaned_at is not null and j.ended_at is null and j.cancel_at <= clock_timestamp() and j.queue = $1 and t.ended_at is not null
  order by j.cancel_at limit $2 for update of j skip locked
)
update remote_jobs j set cancels = cancels + 1, cancel_at = clock_timestamp() + $3 * interval '1 ms'
from next n
where j.dag_run_id = n.dag_run_id and j.task_id = n.task_id and j.map_index = n.map_index and j.try_number = n.try_number
returning j.dag_run_id as "dagRunId", j.task_id as "taskId", j.map_index as "mapIndex", j.try_number as "tryNumber", n.dag_id as "dagId", j.operator, j.token,
  j.remote_id as "remoteId", j.details, j.cancels, n.lost_count + 1 as attempt, j.head, j.head_hash as "headHash",
  (extract(epoch from clock_timestamp() - j.orphaned_at) * 1000)::float8 as "orphanedMs"`;

/** A failed cancel is made again after `delayMs`, unless somebody else has claimed the job since. */
export async function postponeCancel(
  pool: Pool,
  orphan: TicketKey & { cancels: number },
  delayMs: number,
): Promise<void> {
  await pool.query(
    `update remote_jobs set cancel_at = clock_timestamp() + $6 * interval '1 ms'
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and cancels = $5 and ended_at is null`,
    [...keyOf(orphan), orphan.cancels, delayMs],
  );
}

/** Nobody has to do with the job any more. Answers null where somebody else has claimed it since, else the database's time (ms). */
export async function closeOrphan(
  tx: Queryable,
  orphan: TicketKey & { cancels: number },
  change: { remoteId: string | null; head: number },
): Promise<{ now: number } | null> {
  return readNamedRow(tx, 'closeOrphan', CLOSE, [...keyOf(orphan), orphan.cancels, change.remoteId, change.head]);
}

const CLOSE = `
update remote_jobs set ended_at = clock_timestamp(), remote_id = coalesce($6, remote_id), head = $7
where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and cancels = $5 and ended_at is null
returning floor(extract(epoch from ended_at) * 1000)::float8 as now`;

/** The hash of the event that tells of the end, in the transaction of closeOrphan. */
export async function saveHeadHash(tx: Queryable, ref: TicketKey, hash: string): Promise<void> {
  await tx.query(
    'update remote_jobs set head_hash = $5 where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4',
    [...keyOf(ref), hash],
  );
}
