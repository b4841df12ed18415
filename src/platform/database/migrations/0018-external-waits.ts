import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tries that wait for runs of other DAGs, or for tasks of them. */
export class ExternalWaits1763700000018 implements MigrationInterface {
  name = 'ExternalWaits1763700000018';

  async up(db: QueryRunner): Promise<void> {
    await db.query(EXTERNAL_WAITS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop trigger tickets_forget_external_wait on tickets;
      drop function forget_external_wait;
      drop table external_waits;
      alter table tickets drop column awaits_run;
      alter table dag_runs drop column awaited`);
  }
}

const EXTERNAL_WAITS = `
-- Somebody waits for this run, or for tasks of it: its turns look who is to be woken. Never taken back.
alter table dag_runs add column awaited boolean not null default false;
-- The ticket has, or had, a row in external_waits.
alter table tickets add column awaits_run boolean not null default false;

-- What an open ticket waits for in a run of another DAG; the run need not exist yet. Written by the owner of the ticket, deleted with its outcome.
create table external_waits (
  dag_run_id text not null,                   -- the try that waits
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  dag_id text not null,                       -- the run that it waits for, by one of the two names
  run_id text,
  logical_date timestamptz,
  tasks text[],                               -- what of the run: tasks, or those of a group; neither: its end
  task_group text,
  primary key (dag_run_id, task_id, map_index, try_number),
  check ((run_id is null) <> (logical_date is null))
);
create index external_waits_of_dag on external_waits (dag_id);

create function forget_external_wait() returns trigger language plpgsql as $$
begin
  delete from external_waits
  where dag_run_id = new.dag_run_id and task_id = new.task_id and map_index = new.map_index and try_number = new.try_number;
  return null;
end $$;
-- Whoever settles the ticket. Tickets that wait for no run never come here.
create trigger tickets_forget_external_wait after update of outcome on tickets
  for each row when (new.awaits_run and old.outcome is null and new.outcome is not null) execute function forget_external_wait();
`;
