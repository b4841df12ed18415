import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Assets: who writes and who waits for them, every update, and what of it consumers have not taken yet. */
export class Assets1763700000021 implements MigrationInterface {
  name = 'Assets1763700000021';

  async up(db: QueryRunner): Promise<void> {
    await db.query(ASSETS);
    await db.query(EVENTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table dag_runs drop column partition_key;
      drop table triggering_asset_events;
      drop table asset_queue;
      drop table asset_events;
      drop table asset_references;
      drop table asset_aliases;
      drop table assets`);
  }
}

const ASSETS = `
-- Every asset that a DAG has named or that was ever updated.
create table assets (
  name text primary key,
  asset_group text,
  first_seen timestamptz(3) not null default clock_timestamp()
);

-- Which assets were updated by way of an alias.
create table asset_aliases (
  alias text not null,
  asset text not null references assets on delete cascade,
  first_seen timestamptz(3) not null default clock_timestamp(),
  primary key (alias, asset)
);
create index asset_aliases_of_asset on asset_aliases (asset);

-- What a version of a DAG says of assets; a version never changes.
create table asset_references (
  dag_id text not null references dags on delete cascade,
  version integer not null,
  task_id text,                               -- null: the schedule
  role text not null check (role in ('schedule', 'inlet', 'outlet')),
  asset text not null,                        -- its name, or the alias
  is_alias boolean not null default false,
  partition text check (partition in ('key', 'day')), -- schedules that make a run for each partition
  check ((task_id is null) = (role = 'schedule'))
);
create unique index asset_references_once on asset_references (dag_id, version, role, coalesce(task_id, ''), is_alias, asset);
create index asset_references_of_asset on asset_references (asset, role);
`;

const EVENTS = `
-- One row for each update; the event AssetUpdated of stream asset-<name> has the same id.
create table asset_events (
  id text primary key,                        -- asset-orders:12
  seq bigint generated always as identity unique, -- in order of insertion
  asset text not null references assets on delete cascade,
  partition_key text,
  extra jsonb not null default '{}',
  alias text,                                 -- the alias by way of which it came
  dag_id text,                                -- the try that made it; null where a person or a watcher did
  dag_run_id text,
  run_id text,
  task_id text,
  map_index integer,
  try_number integer,
  watcher text,                               -- the hook or poller that brought it
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  created_at timestamptz(3) not null
);
create index asset_events_newest on asset_events (asset, seq desc);
-- Exactly once for each successful try.
create unique index asset_events_of_try on asset_events (dag_run_id, task_id, map_index, try_number, asset, coalesce(partition_key, ''))
  where dag_run_id is not null;

-- Events that a consumer has not taken: its next run deletes them.
create table asset_queue (
  dag_id text not null references dags on delete cascade,
  event_id text not null references asset_events on delete cascade,
  asset text not null,
  partition_key text,
  looked_at boolean not null default false,   -- the condition was judged with it and did not hold
  queued_at timestamptz(3) not null default clock_timestamp(),
  primary key (dag_id, event_id)
);
create index asset_queue_fresh on asset_queue (dag_id) where not looked_at;
create index asset_queue_of_event on asset_queue (event_id);

-- Which events a run was made for.
create table triggering_asset_events (
  dag_run_id text not null references dag_runs on delete cascade,
  event_id text not null references asset_events on delete cascade,
  primary key (dag_run_id, event_id)
);
create index triggering_asset_events_of_event on triggering_asset_events (event_id);

-- The partition that a run is for.
alter table dag_runs add column partition_key text;
`;
