import type { Tx } from '../platform/database/transaction.js';

/**
 * Lets queued runs of the DAG start while fewer than `maxActiveRuns` are active, the earliest first; none while it is paused.
 * To be called under no or under a run's row lock, whenever a run is created, ends or is re-opened, and when the DAG is unpaused or
 * its limit changes. Answers how many may start; the outbox must be poked after the commit.
 */
export async function admitRuns(tx: Tx, dagId: string): Promise<number> {
  const { rows } = await tx.query<{ room: number }>(LOCK, [dagId]);
  const room = rows[0]?.room ?? 0;
  if (room === 0) return 0;
  const { rowCount } = await tx.query(ADMIT, [dagId, room]);
  return rowCount ?? 0;
}

/** Its own statement: the next one must see what was committed while this one waited for the lock. */
const LOCK = `select case when paused then 0 else max_active_runs end as room from dags where id = $1 for no key update`;

const ADMIT = `
with active as (
  select count(*)::int as runs from dag_runs where dag_id = $1 and admitted_at is not null and ended_at is null
), next as (
  select id from dag_runs where dag_id = $1 and admitted_at is null and ended_at is null
  order by run_after, id limit greatest(0, $2 - (select runs from active))
), admitted as (
  update dag_runs r set admitted_at = clock_timestamp() from next where r.id = next.id returning r.id, r.epoch
)
insert into outbox (kind, dag_run_id, epoch) select 'start', id, epoch from admitted`;
