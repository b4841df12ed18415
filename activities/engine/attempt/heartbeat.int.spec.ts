import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { operatorOf, refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import type { Json } from '../../../src/domain/json.js';

let db: FreshDatabase;
let first: SpecWorker;
let second: SpecWorker;
const resumedFrom: Json[] = [];

/** Counts up; its first attempt hangs until it is lost. */
const counter = operatorOf('count', async (context) => {
  resumedFrom.push(context.lastHeartbeat);
  if (context.attempt > 1) return { value: context.lastHeartbeat };
  context.heartbeat({ rows: 1 });
  context.heartbeat({ rows: 2 });
  await new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true }));
  throw context.signal.reason;
});

beforeAll(async () => {
  db = await freshDatabase();
  first = await specWorker(db, [counter]);
  second = await specWorker(db, [counter]);
});
afterAll(async () => {
  await first.close();
  await second.close();
  await db.drop();
});

describe('heartbeat details', () => {
  it('reach the attempt that follows a lost one', async () => {
    const run = await seedRun(db.pool, { t: { type: 'count' } });
    const ref = refOf(run, 't');
    const lost = first.engine.attempt(ref).catch(() => undefined);
    await expect.poll(async () => (await rowOf(db.pool, 'tickets', ref))['heartbeat']).toBe('{"rows":2}');
    // what the end of the first worker's lease leaves behind; its guard would end this very process with it
    await db.pool.query(
      'update tickets set owner = null, lost_count = 1, generation = 1, attempt_version = null, attempt_hash = null where dag_run_id = $1',
      [run],
    );
    await second.engine.attempt(ref);
    expect(resumedFrom).toEqual([null, { rows: 2 }]);
    await lost;
  });
});
