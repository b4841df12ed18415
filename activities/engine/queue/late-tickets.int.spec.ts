import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { operatorOf, refOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import { tellLate } from './tell-late.js';

let db: FreshDatabase;
let worker: SpecWorker;
const TEN_MINUTES = 600_000;

beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, [operatorOf('noop', () => ({}))]);
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

const queued = (run: string, ago: string): Promise<unknown> =>
  db.pool.query(`update task_instances set queued_at = clock_timestamp() - $2::interval where dag_run_id = $1`, [
    run,
    ago,
  ]);
const told = async (run: string): Promise<unknown[]> => {
  const { rows } = await db.pool.query(
    `select stream, type, actor_id as actor, payload from events where dag_run_id = $1 and type = 'TaskQueuedTooLong'`,
    [run],
  );
  return rows;
};

describe('a ticket that nobody begins', () => {
  it('is told of once, when its time is over, and is still begun by the worker that comes', async () => {
    const run = await seedRun(db.pool, { t: { type: 'noop' } });
    await queued(run, '9 minutes');
    expect(await tellLate(db.pool, TEN_MINUTES)).toBe(0);
    await queued(run, '11 minutes');
    expect(await tellLate(db.pool, TEN_MINUTES)).toBe(1);
    expect(await tellLate(db.pool, TEN_MINUTES)).toBe(0);
    const payload = { tryNumber: 1, queue: 'default', queuedAt: expect.stringMatching(/Z$/) };
    expect(await told(run)).toEqual([
      { stream: `queue-${run}/t/-1/1`, type: 'TaskQueuedTooLong', actor: 'queues', payload },
    ]);
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
  });

  it('is nobody that runs, has ended, or waits for a slot', async () => {
    const begun = await seedRun(db.pool, { t: { type: 'noop' } });
    await worker.engine.attempt(refOf(begun, 't'));
    const waiting = await seedRun(db.pool, { t: { type: 'noop' } });
    await db.pool.query(`update task_instances set state = 'SCHEDULED' where dag_run_id = $1`, [waiting]);
    for (const run of [begun, waiting]) await queued(run, '1 day');
    expect(await tellLate(db.pool, TEN_MINUTES)).toBe(0);
    expect([...(await told(begun)), ...(await told(waiting))]).toEqual([]);
  });
});
