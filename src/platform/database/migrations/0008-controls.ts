import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that someone has paused, and runs that repeat another with other params. */
export class Controls1763700000008 implements MigrationInterface {
  name = 'Controls1763700000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(CONTROLS);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table dag_runs drop column paused, drop column rerun_of');
  }
}

const CONTROLS = `
alter table dag_runs add column paused boolean not null default false, add column rerun_of text references dag_runs (id);
`;
