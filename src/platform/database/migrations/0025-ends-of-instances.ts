import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What ended a task instance is found by the instance, also in a stream of hundreds of thousands of events. Ends only: of the three or four events of a try, one is one. The types are
 * those that `instance-facts.ts` asks for.
 */
export class EndsOfInstances1763700000025 implements MigrationInterface {
  name = 'EndsOfInstances1763700000025';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create index events_ends on events (stream, task_id, map_index, version)
       where type in ('TaskSucceeded', 'TaskFailed', 'TaskSkipped', 'TaskUpstreamFailed', 'TaskRemoved', 'TaskUpForRetry')`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index events_ends');
  }
}
