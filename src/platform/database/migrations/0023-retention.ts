import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is deleted after a time, and DAGs that somebody deletes. */
export class Retention1763700000023 implements MigrationInterface {
  name = 'Retention1763700000023';

  async up(db: QueryRunner): Promise<void> {
    await db.query(EXPIRY);
    await db.query(DELETED_VERSIONS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table deleted_dag_versions;
      drop index dag_runs_with_logs, dag_runs_with_xcoms, dag_runs_bare;
      update dag_runs r set parent_dag_run_id = null, parent_task_id = null, parent_map_index = null, parent_try_number = null
      where not exists (select 1 from dag_runs p where p.id = r.parent_dag_run_id);
      update dag_runs r set rerun_of = null where not exists (select 1 from dag_runs p where p.id = r.rerun_of);
      alter table dag_runs drop column logs_expired_at, drop column xcoms_expired_at,
        add constraint dag_runs_parent_dag_run_id_fkey foreign key (parent_dag_run_id) references dag_runs,
        add constraint dag_runs_rerun_of_fkey foreign key (rerun_of) references dag_runs`);
  }
}

const EXPIRY = `
-- When the logs and XComs of the run were deleted; what a later try of a cleared run writes is deleted again.
alter table dag_runs add column logs_expired_at timestamptz(3), add column xcoms_expired_at timestamptz(3);
create index dag_runs_with_logs on dag_runs (ended_at) where ended_at is not null and (logs_expired_at is null or logs_expired_at < ended_at);
create index dag_runs_with_xcoms on dag_runs (ended_at) where ended_at is not null and (xcoms_expired_at is null or xcoms_expired_at < ended_at);
-- Runs without logs and XComs: the next step is that they are deleted themselves.
create index dag_runs_bare on dag_runs (ended_at) where logs_expired_at >= ended_at and xcoms_expired_at >= ended_at;
-- A run keeps the id of the run that made it, or that it repeats, when that one is deleted.
alter table dag_runs drop constraint dag_runs_parent_dag_run_id_fkey, drop constraint dag_runs_rerun_of_fkey;
`;

const DELETED_VERSIONS = `
-- Versions of deleted DAGs: which code has run stays known. A DAG that is registered again goes on with the next number, or gets its old version back.
create table deleted_dag_versions (
  dag_id text not null,
  number integer not null,
  hash text not null,
  spec jsonb not null,
  registered_at timestamptz(3) not null,
  registered_by_kind text not null,
  registered_by_id text not null,
  registered_by_name text not null,
  primary key (dag_id, number),
  unique (dag_id, hash)
);
`;
