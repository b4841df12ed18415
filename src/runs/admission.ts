import type { Tx } from '../platform/database/transaction.js';

/**
 * Lets queued runs of the DAGs start while fewer than their limit are active: the DAG's `maxActiveRuns`, and for the runs of a backfill that
 * backfill's own; none while the DAG is paused. Scheduled runs come before those of backfills, then the earliest first (airflow-semantics §1.6).
 * To be called under no or under a run's row lock, whenever a run is created, ends or is re-opened, and when the DAG is unpaused or a
 * limit changes. Answers how many may start; the outbox must be poked after the commit.
 */
export async function admitRuns(tx: Tx, dagIds: string | readonly string[]): Promise<number> {
  const { rows } = await tx.query<{ id: string }>({ name: 'lockToAdmit', text: LOCK, values: [[dagIds].flat()] });
  if (rows.length === 0) return 0;
  const { rowCount } = await tx.query({ name: 'admitRuns', text: ADMIT, values: [rows.map(({ id }) => id)] });
  return rowCount ?? 0;
}

/** Its own statement: the next one must see what was committed while this one waited for the lock. */
const LOCK = `
with locked as (
  select id, paused from dags where id = any($1) order by id for no key update
)
select id from locked where not paused`;

const ADMIT = `
with waiting as (
  select id, dag_id, backfill_id, backfill_ordinal, run_after,
    row_number() over (partition by dag_id, backfill_id order by backfill_ordinal, run_after, id) as place
  from dag_runs where dag_id = any($1) and admitted_at is null and ended_at is null
), groups as (
  select dag_id, backfill_id, run_limit(dag_id, backfill_id) - (
    select count(*) from dag_runs r where r.dag_id = w.dag_id and r.backfill_id is not distinct from w.backfill_id
      and admitted_at is not null and ended_at is null) as room
  from (select distinct dag_id, backfill_id from waiting) w
), next as (
  select w.* from waiting w join groups g on g.dag_id = w.dag_id and g.backfill_id is not distinct from w.backfill_id where w.place <= g.room
), admitted as (
  update dag_runs r set admitted_at = clock_timestamp() from next where r.id = next.id
  returning r.id, r.epoch, next.backfill_id, next.backfill_ordinal, next.run_after
)
insert into outbox (kind, dag_run_id, epoch)
select 'start', id, epoch from admitted order by backfill_id is not null, backfill_ordinal, run_after, id`;
