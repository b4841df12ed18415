import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  attemptEvents,
  operatorOf,
  refOf,
  rowOf,
  seedRun,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { bash } from '../../core/bash/bash.js';
import type { OperatorDefinition } from '../../sdk/index.js';
import { begin } from '../attempt/begin.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { lockTicket } from '../attempt/begin.sql.js';
import { endLapsedLease, endLease } from './end-lease.js';
import { insertLease } from './lease.sql.js';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const operators: OperatorDefinition[] = [
  operatorOf('say', () => ({})),
  operatorOf('patient', async (context) => {
    await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve(), { once: true }));
    return {};
  }),
  bash as OperatorDefinition,
];

/** A lease of a process that does not exist, and begins in its name. */
async function fakeWorker(leaseMs = 60_000) {
  const incarnation = crypto.randomUUID();
  const lease = {
    incarnation,
    identity: 'fake',
    host: 'h',
    pid: 1,
    processStart: 's',
    queue: 'default',
    codeVersion: null,
  };
  await insertLease(db.pool, { ...lease, leaseMs });
  const worker = { incarnation, name: 'fake', codeVersion: () => null, needsLeaseMs: leaseMs / 3 };
  return {
    incarnation,
    begin: (ref: ReturnType<typeof refOf>) =>
      begin(db.pool, { ref, worker, dagId: 'd', sensor: false, holdsBody: () => false, now: Date.now }),
  };
}

const wakes = async (run: string): Promise<string[]> =>
  (await db.pool.query<{ kind: string }>('select kind from outbox where dag_run_id = $1', [run])).rows.map(
    ({ kind }) => kind,
  );

describe('the end of a lease', () => {
  it('frees what the worker held: attempts are LOST, tickets open for the next, runs woken', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' }, waits: { type: 'say' } });
    const fake = await fakeWorker();
    await fake.begin(refOf(run, 't'));
    expect((await endLease(db.pool, fake.incarnation, 'dead'))?.dagRunIds).toContain(run);
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({
      owner: null,
      outcome: null,
      generation: 1,
      lost_count: 1,
      attempt_version: null,
    });
    expect(await rowOf(db.pool, 'tickets', refOf(run, 'waits'))).toMatchObject({ generation: 1, lost_count: 0 });
    expect(await attemptEvents(db.pool, refOf(run, 't'))).toEqual([
      ['AttemptStarted', expect.anything()],
      [
        'AttemptEnded',
        expect.objectContaining({ outcome: 'LOST', error: expect.objectContaining({ type: 'WorkerLost' }) }),
      ],
    ]);
    expect(await rowOf(db.pool, 'task_attempts', refOf(run, 't'))).toMatchObject({ outcome: 'LOST', attempt: 1 });
    expect(await rowOf(db.pool, 'task_instances', refOf(run, 't'))).toMatchObject({ state: 'QUEUED' });
    expect(await wakes(run)).toEqual(['wake']);
    expect(await endLease(db.pool, fake.incarnation, 'dead')).toBeNull();
    expect(await wakes(run)).toEqual(['wake']);
  });

  it('settles a try that has lost its fifth attempt, retryably', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const ref = refOf(run, 't');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const fake = await fakeWorker();
      expect(await fake.begin(ref)).toMatchObject({ kind: 'begun', begun: { attempt } });
      await endLease(db.pool, fake.incarnation, 'lapsed');
    }
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({
      outcome: { kind: 'LOST', error: { type: 'WorkerLost', retryable: true } },
      owner: null,
      read: false,
    });
    expect(await (await fakeWorker()).begin(ref)).toMatchObject({
      kind: 'answered',
      answer: { kind: 'settled', outcome: { kind: 'LOST' }, cause: `attempt-${run}/t/-1/1/5:1` },
    });
    expect(await attemptEvents(db.pool, ref, 5)).toHaveLength(2);
  });

  it('ends a ticket that the run had settled, and leaves its outcome', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const fake = await fakeWorker();
    await fake.begin(refOf(run, 't'));
    await db.pool.query(`update tickets set outcome = '{"kind":"CANCELLED"}' where dag_run_id = $1`, [run]);
    await endLease(db.pool, fake.incarnation, 'dead');
    const ticket = await rowOf(db.pool, 'tickets', refOf(run, 't'));
    expect([ticket['outcome'], ticket['owner'], ticket['ended_at'] !== null]).toEqual([
      { kind: 'CANCELLED' },
      null,
      true,
    ]);
    expect(await attemptEvents(db.pool, refOf(run, 't'))).toHaveLength(1);
  });

  it('leaves a sensor alone that waits for a later poke', async () => {
    const run = await seedRun(db.pool, { s: { type: 'say' } });
    await db.pool.query(`update tickets set poke = 1, next_at = now() + interval '1 h' where dag_run_id = $1`, [run]);
    const fake = await fakeWorker();
    await endLease(db.pool, fake.incarnation, 'dead');
    expect(await rowOf(db.pool, 'tickets', refOf(run, 's'))).toMatchObject({ generation: 0 });
  });

  it('waits for a begin that is under way, and then frees that ticket too', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const ref = refOf(run, 't');
    const fake = await fakeWorker();
    let ending: Promise<unknown> = Promise.resolve();
    await inTransaction(db.pool, async (tx) => {
      await lockTicket(tx, ref, fake.incarnation);
      ending = endLease(db.pool, fake.incarnation, 'dead');
      await sleep(200);
      await tx.query('update tickets set owner = $2, fence = 1, attempt_version = 0 where dag_run_id = $1', [
        run,
        fake.incarnation,
      ]);
    });
    await ending;
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ owner: null, lost_count: 1 });
  });

  it('is the end of begins: a worker whose lease has ended gets no ticket', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const fake = await fakeWorker();
    await endLease(db.pool, fake.incarnation, 'lapsed');
    expect(await fake.begin(refOf(run, 't'))).toEqual({ kind: 'notYet' });
  });

  it('comes when the lease lapses, and not before', async () => {
    const living = await fakeWorker();
    const lapsed = await fakeWorker(-1);
    expect(await endLapsedLease(db.pool)).not.toBeNull();
    expect(await endLapsedLease(db.pool)).toBeNull();
    const { rows } = await db.pool.query(
      'select incarnation, ended_at is null as open from worker_leases where incarnation = any($1)',
      [[living.incarnation, lapsed.incarnation]],
    );
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ incarnation: living.incarnation, open: true });
    expect(rows).toContainEqual({ incarnation: lapsed.incarnation, open: false });
  });
});

/** Arguments: the database and a lease. */
const SEES_RENEWAL = `
import pg from 'pg';
const [url, incarnation] = process.argv.slice(1);
const client = new pg.Client(url);
await client.connect();
const aliveUntil = async () =>
  (await client.query('select alive_until::text as at from worker_leases where incarnation = $1 and ended_at is null', [incarnation])).rows[0].at;
for (const first = await aliveUntil(); first === (await aliveUntil()); ) await new Promise((resolve) => setTimeout(resolve, 50));
await client.end();`;

describe('a worker under its lease', () => {
  const aliveUntil = async ({ lease }: SpecWorker): Promise<number> => {
    const { rows } = await db.pool.query<{ at: number }>(
      `select extract(epoch from alive_until)::float8 * 1000 as at from worker_leases where incarnation = $1`,
      [lease.incarnation],
    );
    return rows[0]?.at ?? 0;
  };

  it('renews it, also while a body keeps the main thread busy', async () => {
    const worker = await specWorker(db, operators, { leaseMs: 20_000 });
    // this thread does nothing but wait for that process, which waits for a renewal
    const args = ['--input-type=module', '-e', SEES_RENEWAL, db.url, worker.lease.incarnation];
    expect(spawnSync(process.execPath, args, { timeout: 60_000, stdio: 'inherit' }).status).toBe(0);
    await worker.close();
  });

  it('waits for a renewal where too little is left for a body', async () => {
    // renewed every 3 s
    const worker = await specWorker(db, operators, { leaseMs: 30_000 });
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const first = await aliveUntil(worker);
    await expect.poll(() => aliveUntil(worker)).toBeGreaterThan(first);
    await db.pool.query(`update worker_leases set alive_until = now() + interval '5 s' where incarnation = $1`, [
      worker.lease.incarnation,
    ]);
    const shortened = await aliveUntil(worker);
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'settled' });
    expect(await aliveUntil(worker)).toBeGreaterThan(shortened + 10_000);
    await worker.close();
  });

  it.each([
    ['code', { type: 'patient' }],
    [
      'a process that ignores TERM',
      { type: 'bash', with: { command: 'trap "" TERM; while true; do sleep 0.05; done' } },
    ],
  ])('ends %s whose ticket the run has settled, and then the ticket', async (_, task) => {
    const worker = await specWorker(db, operators, { leaseMs: 3_000 });
    const run = await seedRun(db.pool, { t: task });
    const running = worker.engine.attempt(refOf(run, 't'));
    await expect.poll(() => worker.engine.held.length).toBe(1);
    await sleep(300);
    await db.pool.query(
      `update tickets set outcome = '{"kind":"CANCELLED"}', settled_at = now() where dag_run_id = $1`,
      [run],
    );
    expect(await running).toMatchObject({ kind: 'settled', outcome: { kind: 'CANCELLED' } });
    expect(worker.lease.groups.all).toEqual([]);
    expect((await rowOf(db.pool, 'tickets', refOf(run, 't')))['ended_at']).not.toBeNull();
    await worker.close();
  });

  it('stops in order: what it had to cut is LOST at once, and no record is left', async () => {
    const worker = await specWorker(db, operators);
    const run = await seedRun(db.pool, { t: { type: 'bash', with: { command: 'sleep 60' } } });
    const running = worker.engine.attempt(refOf(run, 't'));
    await expect.poll(() => worker.lease.groups.all.length).toBe(1);
    const record = worker.lease.groups.path;
    expect(existsSync(record)).toBe(true);
    await worker.stop(100);
    expect(await running).toEqual({ kind: 'held' });
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({
      owner: null,
      outcome: null,
      lost_count: 1,
    });
    expect(existsSync(record)).toBe(false);
    await expect(worker.engine.attempt(refOf(run, 't'))).rejects.toThrow('this worker stops');
  });
});
