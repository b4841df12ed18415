import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Initial1763700000001 } from './migrations/0001-initial.js';
import { Pools1763700000002 } from './migrations/0002-pools.js';
import { Notifications1763700000003 } from './migrations/0003-notifications.js';
import { Waits1763700000004 } from './migrations/0004-waits.js';
import { DeferredWork1763700000005 } from './migrations/0005-deferred-work.js';
import { TaskCache1763700000006 } from './migrations/0006-task-cache.js';
import { Controls1763700000008 } from './migrations/0008-controls.js';
import { Mapping1763700000007 } from './migrations/0007-mapping.js';
import { LateTickets1763700000016 } from './migrations/0016-late-tickets.js';
import { NotificationLists1763700000017 } from './migrations/0017-notification-lists.js';
import { ExternalWaits1763700000018 } from './migrations/0018-external-waits.js';
import { Schedules1763700000019 } from './migrations/0019-schedules.js';
import { Backfills1763700000020 } from './migrations/0020-backfills.js';
import { Assets1763700000021 } from './migrations/0021-assets.js';
import { Hooks1763700000022 } from './migrations/0022-hooks.js';
import { Retention1763700000023 } from './migrations/0023-retention.js';
import { Deadlines1763700000024 } from './migrations/0024-deadlines.js';
import { EndsOfInstances1763700000025 } from './migrations/0025-ends-of-instances.js';
import { HeldRuns1763700000026 } from './migrations/0026-held-runs.js';

/** In order of release. */
export const MIGRATIONS = [
  Initial1763700000001,
  Pools1763700000002,
  Notifications1763700000003,
  Waits1763700000004,
  DeferredWork1763700000005,
  TaskCache1763700000006,
  Mapping1763700000007,
  Controls1763700000008,
  LateTickets1763700000016,
  NotificationLists1763700000017,
  ExternalWaits1763700000018,
  Schedules1763700000019,
  Backfills1763700000020,
  Assets1763700000021,
  Hooks1763700000022,
  Retention1763700000023,
  Deadlines1763700000024,
  EndsOfInstances1763700000025,
  HeldRuns1763700000026,
];

/** 'continuo' in a 64-bit key: one migrator at a time, whoever starts. */
const MIGRATION_LOCK = '7163384699739271169';

/** Brings the database to this version's schema and answers the names of what was run. Safe to call from several processes at once. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    migrations: MIGRATIONS,
    installExtensions: false,
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await runner.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`).catch(() => undefined);
    await runner.release();
    await source.destroy();
  }
}
