import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Limits on how much runs at once: what is set, who waits, who holds (ARCHITECTURE decision 9, docs/adr/0008). */
export class Pools1763700000002 implements MigrationInterface {
  name = 'Pools1763700000002';

  async up(db: QueryRunner): Promise<void> {
    await db.query(TABLES);
    await db.query(TICKETS);
    await db.query(TAKES);
    await db.query(GIVES_BACK);
  }

  async down(): Promise<void> {
    throw new Error('tickets hold slots by these tables: they have no way back while runs are open');
  }
}

const TABLES = `
-- What somebody has set: pools, and the limit on everything (kind 'global', id 'all'). Of kind 'task' (maxActivePerDag, id <dag>/<task>) a row is
-- only the lock: the limit itself stands in the DAG. slots -1 is no limit. Pool 'default' has 128 slots until it has a row.
create table limits (
  kind text not null,
  id text not null,
  slots integer not null check (slots >= -1),
  include_deferred boolean not null default false,
  description text,
  updated_at timestamptz(3) not null default clock_timestamp(),
  updated_by_kind text, updated_by_id text, updated_by_name text,
  primary key (kind, id)
);

-- Tickets that wait, each with all that it asks for: slots of a pool, and one of per_dag for its task id.
create table slot_waiters (
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  dag_id text not null,
  pool text not null,
  pool_slots integer not null,
  per_dag integer,
  priority integer not null,
  logical_date timestamptz not null,
  seq bigint generated always as identity,
  since timestamptz(3) not null default clock_timestamp(),
  primary key (dag_run_id, task_id, map_index, try_number)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index slot_waiters_order on slot_waiters (pool, priority desc, logical_date, map_index, seq);

-- Slots that tickets hold. What is in use is the sum of these rows.
create table slot_leases (
  kind text not null,
  id text not null,
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  dag_id text not null,
  slots integer not null,
  primary key (dag_run_id, task_id, map_index, try_number, kind, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index slot_leases_of_limit on slot_leases (kind, id);

-- The slots of pool 'default', one row each, so that a begin takes one without waiting for anybody. retired: no longer part of the pool,
-- gone as soon as it is given back.
create table default_slots (
  slot integer primary key,
  retired boolean not null default false,
  dag_run_id text,
  task_id text,
  map_index integer,
  try_number integer
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
insert into default_slots (slot) select generate_series(1, 128);
`;

const TICKETS = `
-- What the ticket asks for; pool null is the ordinary task: one slot of 'default', taken at begin. granted: it holds all of it.
alter table tickets
  add column pool text,
  add column pool_slots integer not null default 1,
  add column per_dag integer,
  add column priority integer not null default 1,
  add column granted boolean not null default false,
  add column granted_at timestamptz(3),
  add column default_slot integer;
create index tickets_granted on tickets (granted_at) where granted and owner is null and outcome is null;
`;

/** Skips the update of a ticket that may not begin: whoever tries to begin it finds that nothing was updated. */
const TAKES = `
create function ticket_takes_slot() returns trigger language plpgsql as $$
declare free integer;
begin
  if new.pool is not null or exists (select 1 from slot_waiters where pool = 'default') or exists (select 1 from limits where kind = 'global')
  then return null; end if;
  select slot into free from default_slots where dag_run_id is null and not retired limit 1 for update skip locked;
  if free is null and exists (select 1 from limits where kind = 'pool' and id = 'default' and slots = -1) then
    free := nextval('default_slots_more');
    insert into default_slots (slot, retired) values (free, true);
  end if;
  if free is null then return null; end if;
  update default_slots set dag_run_id = new.dag_run_id, task_id = new.task_id, map_index = new.map_index, try_number = new.try_number
  where slot = free;
  new.granted := true;
  new.granted_at := clock_timestamp();
  new.default_slot := free;
  return new;
end $$;
create sequence default_slots_more as integer minvalue 1000000 cycle;
create trigger tickets_take_slot before update of owner on tickets
  for each row when (old.owner is null and new.owner is not null and not new.granted) execute function ticket_takes_slot();
`;

/** Whoever ends a ticket (its owner, the run, the end of a worker's lease, a poke that says "not yet") gives its slots back by that. */
const GIVES_BACK = `
create function ticket_gives_slots_back() returns trigger language plpgsql as $$
begin
  if not old.granted then
    if new.outcome is not null then
      delete from slot_waiters
      where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
    end if;
    return new;
  end if;
  if new.ended_at is null and new.poke = old.poke then return new; end if;
  if new.ended_at is null and to_jsonb(new)->>'waits_as' = 'deferred'
    and exists (select 1 from limits where kind = 'pool' and id = coalesce(new.pool, 'default') and include_deferred) then return new; end if;
  if old.default_slot is not null then
    update default_slots set dag_run_id = null where slot = old.default_slot and not retired;
    if not found then delete from default_slots where slot = old.default_slot; end if;
  else
    delete from slot_leases
    where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
    if old.pool is null or old.pool = 'default' then
      delete from default_slots where retired and dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index
        and try_number = new.try_number;
      update default_slots set dag_run_id = null where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index
        and try_number = new.try_number;
    end if;
  end if;
  new.granted := false;
  new.default_slot := null;
  return new;
end $$;
create trigger tickets_give_slots_back before update on tickets for each row
  when ((old.granted and (new.ended_at is not null or new.poke <> old.poke)) or (not old.granted and old.outcome is null and new.outcome is not null))
  execute function ticket_gives_slots_back();
`;
