import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tickets that no worker has begun for a long time are told of once. */
export class LateTickets1763700000016 implements MigrationInterface {
  name = 'LateTickets1763700000016';

  async up(db: QueryRunner): Promise<void> {
    await db.query('alter table tickets add column overdue_at timestamptz(3)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('alter table tickets drop column overdue_at');
  }
}
