import type { Waiter } from '../../../src/domain/pools/waiter.js';
import type { Queryable } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';

/**
 * Puts an open ticket into the queue for what it asks for, unless it waits or holds it already. A ticket that a turn opens stands there with it;
 * this is for a begin that finds no slot: an ordinary task while pool `default` is full, and the later pokes of a sensor. Under the ticket's lock.
 */
export async function enqueueTicket(tx: Tx, ref: TicketKey): Promise<string> {
  const { rows } = await tx.query<{ pool: string }>(ENQUEUE, [ref.dagRunId, ref.taskId, ref.mapIndex, ref.tryNumber]);
  return rows[0]?.pool ?? 'default';
}

const ENQUEUE = `
with asked as (
  select t.*, coalesce(t.pool, 'default') as asked_pool, r.dag_id, coalesce(r.logical_date, r.run_after) as logical_date
  from tickets t join dag_runs r on r.id = t.dag_run_id
  where t.dag_run_id = $1 and t.task_id = $2 and t.map_index = $3 and t.try_number = $4
), queued as (
  insert into slot_waiters (dag_run_id, task_id, map_index, try_number, dag_id, pool, pool_slots, per_dag, priority, logical_date)
  select dag_run_id, task_id, map_index, try_number, dag_id, asked_pool, pool_slots, per_dag, priority, logical_date from asked
  where not granted and outcome is null
  on conflict do nothing
)
select asked_pool as pool from asked`;

/** Pools for which somebody waits and in which something is free, as far as can be seen without a lock; and whether somebody waits in `default`. */
export async function poolsToGrant(db: Queryable): Promise<{ pools: string[]; contended: boolean }> {
  const { rows } = await db.query<{ pool: string; free: boolean }>({ name: 'poolsToGrant', text: POOLS_TO_GRANT });
  const pools = rows.flatMap(({ pool, free }) => (free ? [pool] : []));
  return { pools, contended: rows.some(({ pool }) => pool === 'default') };
}

/** One look into the index for each pool, however many wait. */
const WAITED = `
with recursive waited as (
  (select pool from slot_waiters order by pool limit 1)
  union all
  select (select pool from slot_waiters where pool > w.pool order by pool limit 1) from waited w where w.pool is not null
)`;

const POOLS_TO_GRANT = `${WAITED}
select w.pool, coalesce(l.slots = -1
  or (w.pool <> 'default' and l.slots > (select coalesce(sum(slots), 0) from slot_leases where kind = 'pool' and id = w.pool))
  or (w.pool = 'default' and exists (select 1 from default_slots where dag_run_id is null and not retired)), false) as free
from waited w left join limits l on l.kind = 'pool' and l.id = w.pool where w.pool is not null`;

/** The limits that a grant for these pools has locked. */
export interface LockedLimits {
  /** The pools, in order; all for which somebody waits where a limit holds for everything, for then room in one is room in all. */
  pools: string[];
  global: boolean;
  /** Ids of tasks with a limit (maxActivePerDag) that somebody asks for who waits for one of the pools. */
  tasks: string[];
}

/**
 * Locks, in (kind, id) order, every limit that somebody who waits for the pools asks for. Whoever queues or gives back anything takes the pool's lock
 * before it commits, so that what is read after this is all there is.
 */
export async function lockLimits(tx: Tx, pools: readonly string[]): Promise<LockedLimits> {
  const { rows: first } = await tx.query<{ kind: string }>({ name: 'lockPools', text: LOCK_POOLS, values: [pools] });
  const global = first.some(({ kind }) => kind === 'global');
  const all = new Set(pools);
  if (global) {
    const { rows } = await tx.query<{ pool: string }>({ name: 'waitedPools', text: WAITED_POOLS });
    for (const { pool } of rows) all.add(pool);
    await tx.query({ name: 'lockPools', text: LOCK_POOLS, values: [[...all]] });
  }
  const sorted = [...all].sort();
  const { rows } = await tx.query<{ id: string }>({ name: 'lockTasks', text: LOCK_TASKS, values: [sorted] });
  return { pools: sorted, global, tasks: rows.map(({ id }) => id) };
}

const LOCK_POOLS = `
select kind from limits where kind = 'global' or (kind = 'pool' and id = any($1)) order by kind, id for no key update`;

const WAITED_POOLS = `${WAITED} select pool from waited where pool is not null`;

/** A statement of its own, so that it sees who queued before the pool was locked. */
const LOCK_TASKS = `
with asked as (
  select distinct dag_id || '/' || task_id as id from slot_waiters where pool = any($1) and per_dag is not null
), made as (
  insert into limits (kind, id, slots)
  select 'task', id, -1 from asked where not exists (select 1 from limits l where l.kind = 'task' and l.id = asked.id)
  order by 2 on conflict do nothing returning id
), locked as (
  select id from limits where kind = 'task' and id in (select id from asked) order by id for no key update
)
select id from made union all select id from locked`;

/** Everything that a grant for the pool is decided by. To be asked after `lockLimits`, so that it sees what was committed before the locks. */
export interface SlotQueue {
  waiters: (Omit<Waiter, 'key' | 'demands'> & TicketKey & { poolSlots: number; perDag: number | null })[];
  limits: { kind: 'pool' | 'task' | 'global'; id: string; slots: number; used: number }[];
  leasesOfDag: { dagId: string; leases: number }[];
}

/** Tickets that ask for the same are alike but for their order: so many of each are looked at in one pass. */
const WINDOW = 100;

export async function readSlotQueue(tx: Tx, pool: string, tasks: readonly string[]): Promise<SlotQueue> {
  const { rows } = await tx.query<SlotQueue>({
    name: 'readSlotQueue',
    text: READ_QUEUE,
    values: [pool, tasks, WINDOW],
  });
  if (rows[0] === undefined) throw new Error('no answer to the queue of a pool');
  return rows[0];
}

const READ_QUEUE = `
with placed as (
  select w.*, row_number() over (partition by dag_id, pool_slots, case when per_dag is not null then task_id end
    order by priority desc, logical_date, map_index, seq) as place
  from slot_waiters w where pool = $1 and (per_dag is null or dag_id || '/' || task_id = any($2))
), numbers as (
  select kind, id, slots, case when kind = 'pool' and id = 'default' then (select count(*)::int from default_slots where dag_run_id is not null)
    else (select coalesce(sum(s.slots), 0)::int from slot_leases s where s.kind = l.kind and s.id = l.id) end as used
  from limits l where (kind = 'pool' and id = $1) or kind = 'global' or (kind = 'task' and id = any($2))
  union all
  select 'pool', 'default', 128, (select count(*)::int from default_slots where dag_run_id is not null)
  where $1 = 'default' and not exists (select 1 from limits where kind = 'pool' and id = 'default')
), holders as (
  select dag_id, count(*)::int as leases from slot_leases where kind = 'pool' and id = $1 group by dag_id
  union all
  select r.dag_id, count(*)::int from default_slots s join dag_runs r on r.id = s.dag_run_id where $1 = 'default' group by r.dag_id
)
select
  coalesce((select json_agg(json_build_object('dagRunId', dag_run_id, 'taskId', task_id, 'mapIndex', map_index, 'tryNumber', try_number, 'dagId', dag_id,
    'poolSlots', pool_slots, 'perDag', per_dag, 'priority', priority, 'logicalDate', floor(extract(epoch from logical_date) * 1000), 'seq', seq))
    from placed where place <= $3), '[]') as waiters,
  coalesce((select json_agg(json_build_object('kind', kind, 'id', id, 'slots', slots, 'used', used)) from numbers), '[]') as limits,
  coalesce((select json_agg(json_build_object('dagId', dag_id, 'leases', leases)) from holders), '[]') as "leasesOfDag"`;
