import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Items of mapped tasks, by reference: events tell their number only. `mapped_by` is what is mapped, a task or a group. */
export class Mapping1763700000007 implements MigrationInterface {
  name = 'Mapping1763700000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
create table map_items (
  dag_run_id text not null references dag_runs (id),
  mapped_by text not null,
  map_index integer not null,
  item jsonb not null,
  primary key (dag_run_id, mapped_by, map_index)
)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop table map_items');
  }
}
