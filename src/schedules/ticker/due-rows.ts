import type { Tx } from '../../platform/database/transaction.js';

/** Which rows a ticker takes: those whose time has come, and those withheld for which there is room by now. */
export type Taken = 'due' | 'roomy';

/** Locks the dags rows of some of them that no other ticker holds; answers their ids. */
export async function lockDags(
  tx: Tx,
  what: Taken,
  { now, atMost }: { now: number; atMost: number },
): Promise<string[]> {
  const statement =
    what === 'due'
      ? { name: 'lockDue', text: LOCK_DUE, values: [now / 1000, atMost] }
      : { name: 'lockRoomy', text: LOCK_ROOMY, values: [atMost] };
  const { rows } = await tx.query<{ id: string }>(statement);
  return rows.map(({ id }) => id);
}

/** Locks the one DAG, where nobody else holds it. */
export async function lockDag(tx: Tx, dagId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>('select id from dags where id = $1 for no key update skip locked', [
    dagId,
  ]);
  return rows.map(({ id }) => id);
}

/** Due means due by both clocks. In the order of the index alone: thousands may be due at one instant, and are not to be sorted for each batch. */
const LOCK_DUE = `
select d.id from schedules s join dags d on d.id = s.dag_id
where s.wake_at <= least(to_timestamp($1::float8), clock_timestamp())
order by s.wake_at limit $2 for no key update of d skip locked`;

const LOCK_ROOMY = `
select d.id from schedules s join dags d on d.id = s.dag_id
where s.withheld and not d.paused and d.max_active_runs > (
  select count(*) from dag_runs r where r.dag_id = d.id and r.ended_at is null and r.backfill_id is null)
order by s.next_run_after, d.id limit $1 for no key update of d skip locked`;
