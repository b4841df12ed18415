import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { operatorOf, refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { readFacts } from '../run/facts.sql.js';
import { tellLate } from './tell-late.js';

let db: FreshDatabase;
let worker: SpecWorker;
const TELLS = { afterMs: 600_000, fails: false };
const FAILS = { afterMs: 600_000, fails: true };

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
    expect(await tellLate(db.pool, TELLS)).toBe(0);
    await queued(run, '11 minutes');
    expect(await tellLate(db.pool, TELLS)).toBe(1);
    expect(await tellLate(db.pool, TELLS)).toBe(0);
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
    expect(await tellLate(db.pool, TELLS)).toBe(0);
    expect(await tellLate(db.pool, FAILS)).toBe(0);
    expect([...(await told(begun)), ...(await told(waiting))]).toEqual([]);
  });

  it('fails where it is to, once, and nobody begins it any more; its run is woken and takes it in', async () => {
    const run = await seedRun(db.pool, { t: { type: 'noop' } });
    await queued(run, '11 minutes');
    // told of before it was to fail
    expect(await tellLate(db.pool, TELLS)).toBe(1);
    expect(await tellLate(db.pool, FAILS)).toBe(1);
    expect(await tellLate(db.pool, FAILS)).toBe(0);
    const error = { type: 'QueuedTooLong', retryable: true, message: expect.stringContaining('queue "default"') };
    const outcome = { kind: 'FAILED', error };
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({ outcome, ended_at: expect.any(Date) });
    const { rows } = await db.pool.query(
      `select version, type, payload from events where stream = $1 order by version`,
      [`queue-${run}/t/-1/1`],
    );
    expect(rows).toMatchObject([
      { version: 0, type: 'TaskQueuedTooLong' },
      { version: 1, type: 'TryEndedInQueue', payload: { tryNumber: 1, outcome: 'FAILED', error } },
    ]);
    const { rows: wakes } = await db.pool.query('select kind from outbox where dag_run_id = $1', [run]);
    expect(wakes).toEqual([{ kind: 'wake' }]);
    const facts = await inTransaction(db.pool, (tx) => readFacts(tx, run));
    expect(facts.outcomes).toMatchObject([{ taskId: 't', outcome, cause: `queue-${run}/t/-1/1:1` }]);
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'settled', outcome });
    const { rows: attempts } = await db.pool.query('select 1 from task_attempts where dag_run_id = $1', [run]);
    expect(attempts).toEqual([]);
  });

  it('and that a worker begins at the same moment has one of both ends', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => seedRun(db.pool, { t: { type: 'noop' } })));
    for (const run of runs) await queued(run, '11 minutes');
    const begins = runs.map((run) => worker.engine.attempt(refOf(run, 't')));
    await tellLate(db.pool, FAILS);
    await Promise.all(begins);
    for (const run of runs) {
      const { outcome, fence } = (await rowOf(db.pool, 'tickets', refOf(run, 't'))) as never as {
        outcome: { kind: string };
        fence: string;
      };
      expect({ kind: outcome.kind, begun: Number(fence) > 0 }).toEqual(
        outcome.kind === 'SUCCESS' ? { kind: 'SUCCESS', begun: true } : { kind: 'FAILED', begun: false },
      );
    }
  });
});
