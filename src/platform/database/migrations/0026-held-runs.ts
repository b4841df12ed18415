import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run has been told that its DAG is paused: it must be told of the unpausing, too. */
export class HeldRuns1763700000026 implements MigrationInterface {
  name = 'HeldRuns1763700000026';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table dag_runs add column held boolean not null default false');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table dag_runs drop column held');
  }
}
