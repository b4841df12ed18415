import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happens where runs are late, or fail again and again. */
export class Deadlines1763700000024 implements MigrationInterface {
  name = 'Deadlines1763700000024';

  async up(db: QueryRunner): Promise<void> {
    await db.query(DEADLINES);
    await db.query(FAILURES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table dags drop column max_consecutive_failed_runs, drop column failures_since;
      drop table deadlines`);
  }
}

const DEADLINES = `
-- When a run must have succeeded. Settled under the run row's lock only: so each is missed once, whoever looks.
create table deadlines (
  dag_run_id text not null references dag_runs (id),
  position integer not null,                  -- of the rule in the list of the version
  version_number integer not null,
  rule text not null,
  at timestamptz(3) not null,
  met_at timestamptz(3),                      -- the run had succeeded by then
  missed_at timestamptz(3),
  primary key (dag_run_id, position)
);
create index deadlines_open on deadlines (at) where met_at is null and missed_at is null;
`;

const FAILURES = `
alter table dags
  add column max_consecutive_failed_runs integer not null default 0,  -- of the latest version; 0: never paused
  add column failures_since timestamptz(3);                           -- runs that ended before do not count: the last unpause
`;
