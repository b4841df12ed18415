import type { Pool } from 'pg';
import type { Json } from '../../../src/domain/json.js';
import type { JobRecord } from '../../../src/domain/runs/remote-job.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import type { Owner } from '../attempt/finish.sql.js';

const THE_KEY = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';
const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`;

/** A job with the head of its stream. */
export interface JobRow extends JobRecord {
  head: number;
  headHash: string;
}

/** Locks the ticket if it is the owner's as begin has made it. Its outcome does not matter: what its body did last must be recorded, too. */
export async function lockOwned(
  tx: Tx,
  ref: TicketKey,
  owner: Owner,
): Promise<{ settled: boolean; now: number } | null> {
  const { rows } = await tx.query<{ settled: boolean; now: number }>(
    `select outcome is not null as settled, ${ms('clock_timestamp()')} as now from tickets
     where ${THE_KEY} and owner = $5 and fence = $6 for update`,
    [...keyOf(ref), owner.incarnation, owner.fence],
  );
  return rows[0] ?? null;
}

export async function readJob(db: Pick<Pool, 'query'>, ref: TicketKey): Promise<JobRow | null> {
  const { rows } = await db.query<JobRow>(
    `select token, remote_id as "remoteId", details, done, ${ms('since')} as since, head, head_hash as "headHash"
     from remote_jobs where ${THE_KEY}`,
    keyOf(ref),
  );
  return rows[0] ?? null;
}

export interface NewJob {
  operator: string;
  token: string;
  since: Date;
  head: number;
  headHash: string;
}

/** The token, before anything is submitted with it. The ticket remembers that it has a job, so that whoever settles it leaves the job to be cancelled. */
export async function insertJob(tx: Tx, ref: TicketKey, job: NewJob): Promise<void> {
  await tx.query(
    `with marked as (
       update tickets set has_job = true where ${THE_KEY} returning queue
     )
     insert into remote_jobs (dag_run_id, task_id, map_index, try_number, operator, queue, token, since, head, head_hash)
     select $1, $2, $3, $4, $5, queue, $6, $7, $8, $9 from marked`,
    [...keyOf(ref), job.operator, job.token, job.since, job.head, job.headHash],
  );
}

export interface JobChange {
  remoteId: string;
  details: Json;
  done: boolean;
  ended: boolean;
  head: number;
  headHash: string;
}

export async function updateJob(tx: Tx, ref: TicketKey, change: JobChange): Promise<void> {
  await tx.query(
    `update remote_jobs set remote_id = $5, details = $6, done = $7, ended_at = case when $8 then clock_timestamp() else ended_at end,
       head = $9, head_hash = $10
     where ${THE_KEY}`,
    [
      ...keyOf(ref),
      change.remoteId,
      JSON.stringify(change.details),
      change.done,
      change.ended,
      change.head,
      change.headHash,
    ],
  );
}
