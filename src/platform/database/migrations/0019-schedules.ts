import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When DAGs are due next, and why a run exists. */
export class Schedules1763700000019 implements MigrationInterface {
  name = 'Schedules1763700000019';

  async up(db: QueryRunner): Promise<void> {
    await db.query(SCHEDULES);
    await db.query(RUNS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function run_limit;
      drop index dag_runs_backfill;
      alter table dag_runs drop column all_tasks, drop column backfill_id, drop column backfill_ordinal, drop column cause;
      drop table schedules`);
  }
}

const SCHEDULES = `
-- The cursor of a DAG that has, or had, a schedule. Written under the lock of the dags row only; it moves forward only.
create table schedules (
  dag_id text primary key references dags (id),
  basis jsonb,                                -- what the cursor follows: schedule, startDate, endDate, catchup; null: no schedule any more
  last_start timestamptz,                     -- data interval of the last automated run
  last_end timestamptz,
  next_logical_date timestamptz,              -- what is due next; all null: nothing follows
  next_start timestamptz,
  next_end timestamptz,
  next_run_after timestamptz,
  wake_at timestamptz,                        -- when a ticker looks at it; null: only when something changes
  withheld boolean not null default false,    -- something is due and maxActiveRuns has no room: the end of a run wakes it
  error text,                                 -- why nothing can be said about the next run
  updated_at timestamptz(3) not null default clock_timestamp()
);
create index schedules_wake_at on schedules (wake_at) where wake_at is not null;
create index schedules_withheld on schedules (dag_id) where withheld;
`;

const RUNS = `
alter table dag_runs
  add column all_tasks boolean not null default false, -- it has tasks out of their startDate and endDate, too: a backfill made it
  add column backfill_id text,
  add column backfill_ordinal integer,
  add column cause jsonb;                     -- why the run exists; null: somebody asked for it
create index dag_runs_backfill on dag_runs (backfill_id) where backfill_id is not null;

-- How many runs may be active at a time: of the DAG itself, or of one of its backfills.
create function run_limit(dag text, backfill text) returns integer language sql stable as
  'select max_active_runs from dags where id = dag';
`;
