import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications are read newest first, and mostly those that did not get through. */
export class NotificationLists1763700000017 implements MigrationInterface {
  name = 'NotificationLists1763700000017';

  async up(db: QueryRunner): Promise<void> {
    await db.query(INDEXES);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index notifications_newest; drop index notifications_undelivered');
  }
}

const INDEXES = `
create index notifications_newest on notifications (created_at desc, id desc);
create index notifications_undelivered on notifications (created_at desc, id desc) where state <> 'DELIVERED';
`;
