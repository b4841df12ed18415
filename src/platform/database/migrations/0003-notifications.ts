import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whom people have asked to be told, and how far that is. */
export class Notifications1763700000003 implements MigrationInterface {
  name = 'Notifications1763700000003';

  async up(db: QueryRunner): Promise<void> {
    await db.query(NOTIFICATIONS);
  }

  async down(): Promise<void> {
    throw new Error('the messages under way have no other place');
  }
}

const NOTIFICATIONS = `
-- One message of one notifier about one event of a run, written with the event. The notifier is named by its place in the DAG version.
create table notifications (
  id text primary key,
  dag_run_id text not null references dag_runs (id),
  version_number integer not null,
  event_version integer not null,             -- of the event in the run's stream
  event_type text not null,
  level text not null,                        -- task, group:<id>, dag
  trigger text not null,                      -- key of notify
  position integer not null,                  -- place in the level's list for the trigger
  type text not null,
  task_id text,
  map_index integer,
  try_number integer,
  state text not null default 'PENDING',      -- then DELIVERED or FAILED
  tries integer not null default 0,           -- begun; the fence of whoever sends
  next_at timestamptz(3) not null default clock_timestamp(), -- nobody may take it before; while it is sent, the end of the sender's lease
  last_error jsonb,                           -- of the last failed try: type, message, retryable
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3),
  stream_version integer not null default -1, -- head of the stream notify-<id>
  stream_hash text
);
create index notifications_due on notifications (next_at) where state = 'PENDING';
create index notifications_of_run on notifications (dag_run_id, event_version, level, position);
`;
