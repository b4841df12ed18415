import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';

const namesOf = (keys: readonly TicketKey[]): [string[], string[], number[], number[]] => [
  keys.map((key) => key.dagRunId),
  keys.map((key) => key.taskId),
  keys.map((key) => key.mapIndex),
  keys.map((key) => key.tryNumber),
];

/**
 * Locks the waiting tickets among these that nobody else holds; whoever holds one (a begin, the run's settling) looks at the queue itself after its
 * commit. Nothing waits here, so limits may be locked before.
 */
export async function lockWaiting(tx: Tx, keys: readonly TicketKey[]): Promise<TicketKey[]> {
  const { rows } = await tx.query<TicketKey>({ name: 'lockWaiting', text: LOCK_WAITING, values: namesOf(keys) });
  return rows;
}

const LOCK_WAITING = `
select dag_run_id as "dagRunId", task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber" from tickets
where (dag_run_id, task_id, map_index, try_number) in (select * from unnest($1::text[], $2::text[], $3::int[], $4::int[]))
  and outcome is null and not granted and owner is null
order by 1, 2, 3, 4 for update skip locked`;

/** Locks so many free slots of pool `default`, or fewer where there are not so many; makes new ones where the pool has no limit. */
export async function takeDefaultSlots(tx: Tx, wanted: number): Promise<number[]> {
  const { rows } = await tx.query<{ slot: number }>({ name: 'takeDefaultSlots', text: TAKE, values: [wanted] });
  const slots = rows.map(({ slot }) => slot);
  if (slots.length === wanted) return slots;
  const { rows: more } = await tx.query<{ slot: number }>(MORE, [wanted - slots.length]);
  return [...slots, ...more.map(({ slot }) => slot)];
}

const TAKE =
  'select slot from default_slots where dag_run_id is null and not retired order by slot limit $1 for update skip locked';
const MORE = `
insert into default_slots (slot, retired) select nextval('default_slots_more'), true from generate_series(1, $1)
where exists (select 1 from limits where kind = 'pool' and id = 'default' and slots = -1) returning slot`;

/** What a granted ticket gets. */
export interface Grant extends TicketKey {
  dagId: string;
  pool: string;
  poolSlots: number;
  /** It counts for maxActivePerDag. */
  perDag: boolean;
  global: boolean;
  /** Slots of pool `default`. */
  slots: number[];
  /** Who asks for it begins it itself. */
  own: boolean;
}

/**
 * Gives the locked tickets their slots: they wait no more. A ticket that an execution has dispatched before gets a new generation, so that it is
 * dispatched again; its run is woken, unless it is the run `own`, which reads its leases in this turn's answer.
 */
export async function giveSlots(tx: Tx, grants: readonly Grant[], own: string | null): Promise<void> {
  await tx.query({ name: 'giveSlots', text: GIVE, values: [JSON.stringify(grants), own] });
}

const THE_TICKET = (table: string): string =>
  `${table}.dag_run_id = c."dagRunId" and ${table}.task_id = c."taskId" and ${table}.map_index = c."mapIndex" and ${table}.try_number = c."tryNumber"`;

const GIVE = `
with c as (
  select * from jsonb_to_recordset($1::jsonb) as c("dagRunId" text, "taskId" text, "mapIndex" int, "tryNumber" int, "dagId" text, pool text, "poolSlots" int,
    "perDag" boolean, global boolean, slots int[], own boolean)
), waits_no_more as (
  delete from slot_waiters w using c where ${THE_TICKET('w')}
), leased as (
  insert into slot_leases (kind, id, dag_run_id, task_id, map_index, try_number, dag_id, slots)
  select 'pool', pool, "dagRunId", "taskId", "mapIndex", "tryNumber", "dagId", "poolSlots" from c where pool <> 'default'
  union all
  select 'task', "dagId" || '/' || "taskId", "dagRunId", "taskId", "mapIndex", "tryNumber", "dagId", 1 from c where "perDag"
  union all
  select 'global', 'all', "dagRunId", "taskId", "mapIndex", "tryNumber", "dagId", 1 from c where global
), taken as (
  update default_slots d set dag_run_id = c."dagRunId", task_id = c."taskId", map_index = c."mapIndex", try_number = c."tryNumber"
  from c, unnest(c.slots) as s(slot) where d.slot = s.slot
), granted as (
  update tickets t set granted = true, granted_at = clock_timestamp(),
    generation = generation + case when not c.own and (t.pool is null or t.poke > 0) then 1 else 0 end
  from c where ${THE_TICKET('t')}
), woken as (
  insert into outbox (kind, dag_run_id, epoch)
  select distinct 'wake', r.id, r.epoch from c join dag_runs r on r.id = c."dagRunId" where not c.own and r.id is distinct from $2
  returning 1
)
select count(pg_notify('continuo_outbox', '')) from woken`;
