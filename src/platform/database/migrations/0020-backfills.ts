import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ranges of logical dates that somebody wants runs for. */
export class Backfills1763700000020 implements MigrationInterface {
  name = 'Backfills1763700000020';

  async up(db: QueryRunner): Promise<void> {
    await db.query(BACKFILLS);
    await db.query(LIMIT);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      create or replace function run_limit(dag text, backfill text) returns integer language sql stable as
        'select max_active_runs from dags where id = dag';
      drop table backfill_dates;
      drop table backfills`);
  }
}

/** Written under the lock of the dags row only. */
const BACKFILLS = `
create table backfills (
  id text primary key,
  dag_id text not null references dags (id) on delete cascade,
  from_date timestamptz not null,
  to_date timestamptz not null,
  state text not null check (state in ('RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED')),
  max_active_runs integer not null,
  reprocess text not null check (reprocess in ('NONE', 'FAILED', 'COMPLETED')),
  run_backwards boolean not null,
  on_latest_version boolean not null,         -- of runs that are done again; new ones have the version that is the latest when they are made
  conf jsonb not null,
  reason text,
  created_at timestamptz(3) not null default clock_timestamp(),
  created_by_kind text not null,
  created_by_id text not null,
  created_by_name text not null,
  ended_at timestamptz(3)
);
create unique index backfills_active on backfills (dag_id) where ended_at is null;
create index backfills_of_dag on backfills (dag_id, created_at desc, id desc);

-- The dates of a backfill, each once. Pending ones become runs as there is room for them, in the order of their ordinals.
create table backfill_dates (
  backfill_id text not null references backfills (id) on delete cascade,
  ordinal integer not null,
  logical_date timestamptz not null,
  interval_start timestamptz not null,
  interval_end timestamptz not null,
  state text not null check (state in ('pending', 'created', 'reprocessed', 'skipped')),
  reason text,                                -- why it was skipped
  dag_run_id text,                            -- its run; the row may have been deleted since
  primary key (backfill_id, ordinal),
  unique (backfill_id, logical_date)
);
create index backfill_dates_pending on backfill_dates (backfill_id, ordinal) where state = 'pending';
create index backfill_dates_run on backfill_dates (dag_run_id) where dag_run_id is not null;
`;

/** A paused backfill starts nothing. Runs of an ended one, cleared since, keep to its limit. */
const LIMIT = `
create or replace function run_limit(dag text, backfill text) returns integer language sql stable as
  'select coalesce(
     (select case state when ''PAUSED'' then 0 else max_active_runs end from backfills where id = backfill),
     (select max_active_runs from dags where id = dag))';
`;
