import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { Notifier } from '../../../src/event-store/index.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { operatorOf, refOf, rowOf, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import { seedRun } from '../../../test/support/seed-run.js';
import { Masker } from '../log/masker.js';
import { createRunActivities } from '../run/index.js';
import { signalIdleGrants } from './sweep.sql.js';

let db: FreshDatabase;
let worker: SpecWorker;
beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, [operatorOf('noop', () => ({}))]);
  await db.pool.query(`insert into limits (kind, id, slots) values ('pool', 'two', 2)`);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

/** A run whose first turn has queued its task and got it its slot, and whose execution is away. */
async function granted(id: string): Promise<ReturnType<typeof refOf>> {
  const tasks = { t: { type: 'noop', pool: 'two' } };
  const run = await seedRun(db.pool, { id, tasks } as unknown as NormalizedDag);
  const secrets = { connection: async () => null, variable: async () => null };
  const activities = createRunActivities(db.pool, new Notifier(db.pool), { secrets, masker: new Masker() });
  await activities.claim({ dagRunId: run, epoch: 1, now: Date.now() });
  await db.pool.query('delete from outbox');
  return refOf(run, 't');
}
const waitFor = (ref: { dagRunId: string }, seconds: number): Promise<unknown> =>
  db.pool.query(`update tickets set granted_at = clock_timestamp() - $2 * interval '1 s' where dag_run_id = $1`, [
    ref.dagRunId,
    seconds,
  ]);
const wakes = async (): Promise<unknown[]> => (await db.pool.query('select kind, dag_run_id as run from outbox')).rows;

describe('a ticket that holds its slots and that nobody begins', () => {
  it('is dispatched again after 30 s, and again after 30 more', async () => {
    const ref = await granted('idle');
    const generation = async (): Promise<unknown> => (await rowOf(db.pool, 'tickets', ref))['generation'];
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ granted: true, owner: null, generation: 0 });
    await waitFor(ref, 20);
    await signalIdleGrants(db.pool);
    expect([await generation(), await wakes()]).toEqual([0, []]);
    await waitFor(ref, 31);
    await signalIdleGrants(db.pool);
    await signalIdleGrants(db.pool);
    expect([await generation(), await wakes()]).toEqual([1, [{ kind: 'wake', run: ref.dagRunId }]]);
    await waitFor(ref, 31);
    await signalIdleGrants(db.pool);
    expect(await generation()).toBe(2);
    expect(await worker.engine.attempt(ref)).toMatchObject({ outcome: { kind: 'SUCCESS' } });
  });

  it('is left alone once it was begun', async () => {
    const ref = await granted('begun');
    await db.pool.query('update tickets set owner = $2, fence = 1, attempt_version = 0 where dag_run_id = $1', [
      ref.dagRunId,
      worker.lease.incarnation,
    ]);
    await waitFor(ref, 3_600);
    await signalIdleGrants(db.pool);
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ generation: 0 });
    expect(await wakes()).toEqual([]);
    await db.pool.query('update tickets set owner = null where dag_run_id = $1', [ref.dagRunId]);
  });
});
