import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Results that later runs may take instead of running a task again. */
export class TaskCache1763700000006 implements MigrationInterface {
  name = 'TaskCache1763700000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(TASK_CACHE);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table task_cache');
  }
}

const TASK_CACHE = `
-- The latest result of a task under a key of its author's. Only the key's hash is kept. Rows beyond expires_at mean nothing and are deleted.
create table task_cache (
  dag_id text not null,
  task_id text not null,
  key_hash bytea not null,
  xcoms text not null,                        -- JSON: [{ key, value, sizeBytes }], values as JSON text
  follow jsonb,                               -- what a branch or short circuit asked of its downstream tasks
  dag_run_id text not null,                   -- the try that made it
  map_index integer not null,
  try_number integer not null,
  produced_at timestamptz(3) not null default clock_timestamp(),
  expires_at timestamptz(3) not null,
  primary key (dag_id, task_id, key_hash)
);
create index task_cache_expiry on task_cache (expires_at);
`;
