import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first schema. A released migration is never edited; the next change is a new class. */
export class Initial1763700000001 implements MigrationInterface {
  name = 'Initial1763700000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(EVENTS);
    await db.query(ACCESS);
    await db.query(DAGS);
    await db.query(RUNS);
    await db.query(ENGINE);
    await db.query(DATA);
  }

  async down(): Promise<void> {
    throw new Error('the first schema has no way back: its tables hold the history');
  }
}

const EVENTS = `
-- The truth of what happened. Insert-only: a trigger refuses UPDATE, DELETE and TRUNCATE.
create table events (
  stream text not null,
  version integer not null check (version >= 0),
  type text not null,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  reason text,
  dag_id text,
  dag_run_id text,
  task_id text,
  map_index integer,
  correlation_id text,
  causation_id text,
  payload jsonb not null,
  hash text not null,
  previous_hash text,
  primary key (stream, version)
);
create index events_dag_run on events (dag_run_id) where dag_run_id is not null;
create index events_dag on events (dag_id) where dag_id is not null;
create index events_type on events (type);
create index events_actor on events (actor_id);
create function events_are_final() returns trigger language plpgsql as $$
begin raise exception 'events are final: % refused', tg_op; end $$;
create trigger events_final before update or delete on events for each row execute function events_are_final();
create trigger events_not_truncated before truncate on events for each statement execute function events_are_final();

-- Heads of the streams that no other row carries (dag-, variable-, connection-, access-, service-); its row lock is the stream's.
create table streams (stream text primary key, version integer not null, hash text not null);

-- Rows that wait for the sequencer, in insert order, and the positions it gave.
create table event_pending (seq bigint generated always as identity primary key, stream text not null, version integer not null);
create table event_order (position bigint primary key, stream text not null, version integer not null, unique (stream, version));
`;

const ACCESS = `
create table api_tokens (
  id uuid primary key,
  name text not null,
  secret_hash bytea not null unique,
  permissions text[] not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  created_by_kind text not null, created_by_id text not null, created_by_name text not null,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create table idempotency_keys (
  principal_id text not null,
  key text not null,
  operation text not null,
  input_hash text not null,
  answer jsonb not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  primary key (principal_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
`;

const DAGS = `
create table dags (
  id text primary key,
  description text,
  owners text[] not null,
  tags text[] not null,
  paused boolean not null,
  latest_version integer not null,
  max_active_runs integer not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  updated_at timestamptz(3) not null default clock_timestamp()
);
create table dag_versions (
  dag_id text not null references dags (id),
  number integer not null,
  hash text not null,
  spec jsonb not null,
  registered_at timestamptz(3) not null default clock_timestamp(),
  registered_by_kind text not null, registered_by_id text not null, registered_by_name text not null,
  primary key (dag_id, number),
  unique (dag_id, hash)
);
-- Files of the user's project: what they registered, or why they could not be.
create table dag_files (
  path text primary key,
  content_hash text not null,
  dag_ids text[] not null,
  error text,
  seen_at timestamptz(3) not null default clock_timestamp()
);
`;

const RUNS = `
create table dag_runs (
  id text primary key,
  dag_id text not null references dags (id),
  run_id text not null,
  type text not null,
  state text not null,
  version_number integer not null,
  logical_date timestamptz,
  interval_start timestamptz,
  interval_end timestamptz,
  run_after timestamptz not null,
  conf jsonb not null,
  params jsonb not null,
  queued_at timestamptz(3) not null,
  admitted_at timestamptz(3),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  clear_number integer not null default 0,
  note text,
  triggered_by_kind text not null, triggered_by_id text not null, triggered_by_name text not null,
  -- the fence of the run's writers, the head of its stream, and the number of its last control
  epoch integer not null default 1,
  head integer not null,
  head_hash text not null,
  last_control integer not null default 0,
  unique (dag_id, run_id),
  foreign key (dag_id, version_number) references dag_versions (dag_id, number)
);
create unique index dag_runs_logical_date on dag_runs (dag_id, logical_date) where logical_date is not null;
create index dag_runs_queued_at on dag_runs (queued_at desc, id desc);
create index dag_runs_of_dag on dag_runs (dag_id, queued_at desc, id desc);
create index dag_runs_open on dag_runs (dag_id) where ended_at is null;

-- The fold of a long stream up to a version, so that a claim need not fold from the start. Derived; may be deleted.
create table run_snapshots (dag_run_id text primary key references dag_runs (id), version integer not null, state text not null);

create table task_instances (
  dag_run_id text not null references dag_runs (id),
  task_id text not null,
  map_index integer not null,
  position integer not null,
  state text not null,
  try_number integer not null default 0,
  max_tries integer not null,
  operator text not null,
  pool text not null,
  pool_slots integer not null,
  priority_weight integer not null,
  queue text not null,
  display_name text,
  queued_at timestamptz(3),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  next_try_at timestamptz(3),
  rendered_fields jsonb,
  poke_count integer not null default 0,
  last_poke_at timestamptz(3),
  note text,
  primary key (dag_run_id, task_id, map_index)
);
create index task_instances_order on task_instances (dag_run_id, position, map_index);

create table task_attempts (
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  attempt integer not null,
  outcome text,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  worker text not null,
  code_version text,
  error jsonb,
  primary key (dag_run_id, task_id, map_index, try_number, attempt)
);
`;

const ENGINE = `
-- One row per worker process. Its bodies may run while alive_until lies ahead; ended_at says that no process of it is left.
create table worker_leases (
  incarnation uuid primary key,
  identity text not null,
  host text not null,
  pid integer not null,
  process_start text not null,
  queue text not null,
  code_version text,
  started_at timestamptz(3) not null default clock_timestamp(),
  alive_until timestamptz(3) not null,
  ended_at timestamptz(3)
);
create index worker_leases_open on worker_leases (alive_until) where ended_at is null;

-- The arbiter of a try. Its row lock orders begin, finish, the run's settling and the end of a lease; the first outcome wins.
create table tickets (
  dag_run_id text not null references dag_runs (id),
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  queue text not null,
  poke integer not null default 0,
  fence integer not null default 0,
  owner uuid,
  generation integer not null default 0,     -- + 1 whenever a delivery may have died with a worker: the run dispatches again
  lost_count integer not null default 0,
  watched boolean not null default false,
  begun_at timestamptz(3),                    -- of the attempt that is open
  waiting_since timestamptz(3),               -- sensors: first execution, over pokes and tries
  next_at timestamptz(3),                     -- sensors: absolute time of the next poke
  outcome jsonb,                              -- null while the try is open; see Outcome in src/domain/runs
  settled_at timestamptz(3),
  ended_at timestamptz(3),                    -- no body is left
  read boolean not null default false,        -- the run's stream has taken the outcome in
  heartbeat text,                             -- JSON text: how far the body told that it is
  attempt_version integer,                    -- head of the attempt stream, null before its first event
  attempt_hash text,
  primary key (dag_run_id, task_id, map_index, try_number)
);
create index tickets_unread on tickets (dag_run_id) where outcome is not null and not read;
create index tickets_open on tickets (dag_run_id) where outcome is null;
create index tickets_of_owner on tickets (owner) where owner is not null;

create table controls (
  dag_run_id text not null references dag_runs (id),
  number integer not null,
  kind text not null,
  input jsonb not null,
  actor_kind text not null, actor_id text not null, actor_name text not null,
  reason text,
  created_at timestamptz(3) not null default clock_timestamp(),
  applied_at timestamptz(3),
  answer jsonb,
  primary key (dag_run_id, number)
);
create index controls_unapplied on controls (dag_run_id) where applied_at is null;

-- Wake-ups for Temporal: kind 'start' opens the execution of (run, epoch), 'wake' signals it. Order and number never matter.
create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  dag_run_id text not null,
  epoch integer not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  attempts integer not null default 0,
  next_at timestamptz(3) not null default clock_timestamp()
);
create index outbox_due on outbox (next_at, id);
`;

const DATA = `
-- value is JSON text (text, not jsonb: a value may hold what jsonb refuses, such as an escaped NUL)
create table xcoms (
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  key text not null,
  value text not null,
  size_bytes integer not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  primary key (dag_run_id, task_id, map_index, key)
);
-- lines is JSON text: [{ at, stream, text }]; numbers run from first_line on, 1-based within a try
create table task_logs (
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  first_line integer not null,
  line_count integer not null,
  attempt integer not null,
  lines text not null,
  primary key (dag_run_id, task_id, map_index, try_number, first_line)
);
create table connections (
  id text primary key,
  type text not null,
  host text, port integer, database text, login text,
  secret bytea,                                -- AES-256-GCM of { password, extra }
  has_password boolean not null,
  extra_public jsonb not null,                 -- extra with secret-looking values masked
  updated_at timestamptz(3) not null default clock_timestamp(),
  updated_by_kind text not null, updated_by_id text not null, updated_by_name text not null
);
create table variables (
  name text primary key,
  value bytea not null,                        -- AES-256-GCM of the JSON text
  secret boolean not null,
  updated_at timestamptz(3) not null default clock_timestamp(),
  updated_by_kind text not null, updated_by_id text not null, updated_by_name text not null
);
`;
