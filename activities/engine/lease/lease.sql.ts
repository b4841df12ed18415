import type { Pool } from 'pg';

export interface NewLease {
  incarnation: string;
  identity: string;
  host: string;
  pid: number;
  processStart: string;
  queue: string;
  codeVersion: string | null;
  leaseMs: number;
}

/** A worker process appears: its first lease. */
export async function insertLease(pool: Pool, lease: NewLease): Promise<void> {
  const { incarnation, identity, host, pid, processStart, queue, codeVersion, leaseMs } = lease;
  await pool.query(
    `insert into worker_leases (incarnation, identity, host, pid, process_start, queue, code_version, alive_until)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 ms')`,
    [incarnation, identity, host, pid, processStart, queue, codeVersion, leaseMs],
  );
}

/**
 * One renewal, with what it must bring back: whether the lease still stands, and which tickets of this worker are settled or no longer its own.
 * $1 incarnation, $2 lease in ms, $3 the bodies in memory: JSON list of { key, dagRunId, taskId, mapIndex, tryNumber, fence }.
 * A text, because the thread that renews runs nothing but this.
 */
export const RENEW_LEASE = `
with renewed as (
  update worker_leases set alive_until = clock_timestamp() + $2 * interval '1 ms'
  where incarnation = $1 and ended_at is null returning 1
), bodies as (
  select * from jsonb_to_recordset($3::jsonb) as b(key text, "dagRunId" text, "taskId" text, "mapIndex" int, "tryNumber" int, fence int)
)
select exists (select 1 from renewed) as alive,
  coalesce((select json_agg(b.key) from bodies b left join tickets t on t.dag_run_id = b."dagRunId" and t.task_id = b."taskId"
      and t.map_index = b."mapIndex" and t.try_number = b."tryNumber"
    where t.fence is null or t.fence <> b.fence or t.owner is distinct from $1 or t.outcome is not null), '[]') as ended,
  coalesce((select json_agg(json_build_object('dagRunId', dag_run_id, 'taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number))
    from tickets where owner = $1 and outcome is not null), '[]') as settled`;
