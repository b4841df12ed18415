import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work that runs elsewhere, and runs that tasks trigger. */
export class DeferredWork1763700000005 implements MigrationInterface {
  name = 'DeferredWork1763700000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(JOBS);
    await db.query(CHILDREN);
  }

  async down(): Promise<void> {
    throw new Error('the jobs that these tables know run elsewhere: forgetting them would leave them alone');
  }
}

const JOBS = `
-- how the run shows a ticket between two pokes: null as a sensor (up_for_reschedule), or 'deferred'
alter table tickets add column waits_as text;
alter table tickets add column has_job boolean not null default false;

-- One row for each try whose work runs elsewhere. Changed only by the owner of its ticket, and after the ticket's end by who cancels.
create table remote_jobs (
  dag_run_id text not null,
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  operator text not null,
  queue text not null,
  token text not null,                        -- recorded before the job is submitted
  remote_id text,                             -- null while nobody knows whether it was
  details jsonb,
  since timestamptz(3) not null,              -- executionTimeout counts from here
  done boolean not null default false,        -- ended well, to be collected
  ended_at timestamptz(3),                    -- nobody has to do with it any more
  orphaned_at timestamptz(3),                 -- its ticket was settled before it had ended: to be cancelled
  cancels integer not null default 0,
  cancel_at timestamptz(3),                   -- next cancel, or when the one under way counts as dead
  head integer not null,                      -- of its stream, job-<run>/<task>/<map>/<try>
  head_hash text not null,
  primary key (dag_run_id, task_id, map_index, try_number),
  foreign key (dag_run_id, task_id, map_index, try_number) references tickets (dag_run_id, task_id, map_index, try_number)
);
create index remote_jobs_orphaned on remote_jobs (cancel_at) where orphaned_at is not null and ended_at is null;

-- Whoever settles a ticket (its owner, the run, the end of a lease) leaves its job to those who cancel, in the same transaction. Tickets without
-- a job never come here.
create function orphan_remote_job() returns trigger language plpgsql as $$
begin
  update remote_jobs set orphaned_at = clock_timestamp(), cancel_at = clock_timestamp()
  where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number and ended_at is null;
  return null;
end $$;
create trigger tickets_orphan_job after update of outcome on tickets
  for each row when (new.has_job and old.outcome is null and new.outcome is not null) execute function orphan_remote_job();
`;

const CHILDREN = `
-- The try of triggerDag that made the run; unique, so that a try makes one run however often it is attempted.
alter table dag_runs add column parent_dag_run_id text references dag_runs (id);
alter table dag_runs add column parent_task_id text;
alter table dag_runs add column parent_map_index integer;
alter table dag_runs add column parent_try_number integer;
create unique index dag_runs_parent on dag_runs (parent_dag_run_id, parent_task_id, parent_map_index, parent_try_number)
  where parent_dag_run_id is not null;
`;
