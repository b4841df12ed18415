import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Waits that something from outside ends: a person's decision, a call from another system. */
export class Waits1763700000004 implements MigrationInterface {
  name = 'Waits1763700000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(WAITS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table callbacks; drop table approvals; alter table tickets drop column woken');
  }
}

const WAITS = `
-- what the ticket's task waits for has happened since its last poke began
alter table tickets add column woken boolean not null default false;

-- What a task asks people, one row for a try. Its row lock orders answers and the deadline; its stream is approval-<run>/<task>/<map>/<try>.
create table approvals (
  id text primary key,
  dag_id text not null,
  dag_run_id text not null references dag_runs (id),
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  subject text not null,
  body text,
  choices jsonb not null,                     -- [{ id, label, outcome, follow }]
  multiple boolean not null,
  form jsonb not null,                        -- JSON Schema per parameter
  assignees text[] not null,                  -- names and ids of principals, or permissions; none: whoever may operate
  defaults text[],                            -- what holds when nobody has answered by the deadline
  deadline_at timestamptz(3),
  requested_at timestamptz(3) not null,
  state text not null,                        -- PENDING, ANSWERED, DEFAULTED, EXPIRED
  chosen text[],
  params jsonb,
  note text,
  responded_at timestamptz(3),
  responded_by_kind text, responded_by_id text, responded_by_name text,
  unique (dag_run_id, task_id, map_index, try_number)
);
create index approvals_order on approvals (requested_at desc, id desc);
create index approvals_pending on approvals (requested_at desc, id desc) where state = 'PENDING';

-- A token that an outside system completes a task with, once. Only its hash is kept.
create table callbacks (
  token_hash bytea primary key,
  dag_run_id text not null references dag_runs (id),
  task_id text not null,
  map_index integer not null,
  try_number integer not null,
  dag_id text not null,
  created_at timestamptz(3) not null,
  sent_at timestamptz(3),                     -- the outgoing request was answered well
  received_at timestamptz(3),
  body_hash bytea,                            -- of what was received, so that the same again is no second call
  answer text,                                -- JSON text: { status: success, value } or { status: failed, error }
  unique (dag_run_id, task_id, map_index, try_number)
);
`;
