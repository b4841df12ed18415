import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  attemptEvents,
  logOf,
  openTicket,
  operatorOf,
  refOf,
  rowOf,
  seedRun,
  specWorker,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { readFacts } from '../run/facts.sql.js';
import { wakeTicket } from './wait.sql.js';
import { settleTicket } from '../../../test/support/seed-run.js';
import { bash } from '../../core/bash/bash.js';
import { defineOperator, type OperatorDefinition } from '../../sdk/index.js';

let db: FreshDatabase;
let worker: SpecWorker;
let other: SpecWorker;
let pokes = 0;
let heard = false;
let listened: () => Promise<void>;
let listening: Promise<void> = Promise.resolve();

const operators: OperatorDefinition[] = [
  operatorOf('deaf', async () => {
    await listening;
    return {};
  }),
  defineOperator({
    type: 'sense',
    summary: 'of a spec',
    with: z.strictObject({ needs: z.number() }),
    poke: async (_, { needs }) => {
      pokes += 1;
      return pokes > needs ? { done: true, value: pokes } : { done: false };
    },
  }) as OperatorDefinition,
  defineOperator({
    type: 'listen',
    summary: 'of a spec',
    with: z.strictObject({}),
    poke: async () => {
      if (heard) return { done: true };
      await listened();
      return { done: false, until: null };
    },
  }) as OperatorDefinition,
  bash as OperatorDefinition,
];

beforeAll(async () => {
  db = await freshDatabase();
  worker = await specWorker(db, operators);
  other = await specWorker(db, operators);
});
afterAll(async () => {
  await worker.close();
  await other.close();
  await db.drop();
});

describe('a sensor', () => {
  it('waits between pokes without an owner, and all pokes are one attempt', async () => {
    pokes = 0;
    const run = await seedRun(db.pool, {
      s: { type: 'sense', with: { needs: 2 }, pokeInterval: 'PT30S', pokeBackoff: 2 },
    });
    const first = await worker.engine.attempt(refOf(run, 's', 0));
    expect(first).toMatchObject({ kind: 'waiting', poke: 1, cause: `attempt-${run}/s/-1/1/1:0` });
    if (first.kind !== 'waiting') throw new Error('not waiting');
    expect(first.nextAt - first.waitingSince).toBeGreaterThanOrEqual(30_000);
    expect(await rowOf(db.pool, 'tickets', refOf(run, 's'))).toMatchObject({
      owner: null,
      poke: 1,
      outcome: null,
      generation: 0,
    });
    expect(await rowOf(db.pool, 'task_instances', refOf(run, 's'))).toMatchObject({
      state: 'UP_FOR_RESCHEDULE',
      poke_count: 1,
    });
    expect(await worker.engine.attempt(refOf(run, 's', 0))).toEqual(first);
    const second = await other.engine.attempt(refOf(run, 's', 1));
    if (second.kind !== 'waiting') throw new Error('not waiting');
    expect(second.waitingSince).toBe(first.waitingSince);
    expect(second.nextAt - first.nextAt).toBeGreaterThan(25_000);
    const third = await worker.engine.attempt(refOf(run, 's', 2));
    expect(third).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' }, waitingSince: first.waitingSince });
    expect((await attemptEvents(db.pool, refOf(run, 's'))).map(([type]) => type)).toEqual([
      'AttemptStarted',
      'AttemptEnded',
    ]);
    expect(await rowOf(db.pool, 'task_instances', refOf(run, 's'))).toMatchObject({ poke_count: 3 });
  });

  it.each([
    [false, { kind: 'TIMED_OUT', error: { type: 'SensorTimeout', retryable: false } }],
    [true, { kind: 'SKIPPED' }],
  ])('given softFail %s, when its time is over, ends so', async (softFail, outcome) => {
    pokes = 0;
    const run = await seedRun(db.pool, { s: { type: 'sense', with: { needs: 1_000_000 }, timeout: 'PT1S', softFail } });
    await db.pool.query(`update tickets set waiting_since = now() - interval '2 s' where dag_run_id = $1`, [run]);
    expect(await worker.engine.attempt(refOf(run, 's'))).toMatchObject({ kind: 'settled', outcome });
  });

  it('given a retry, its time goes on from the first try', async () => {
    pokes = 0;
    const run = await seedRun(db.pool, { s: { type: 'sense', with: { needs: 1_000_000 }, timeout: 'PT10M' } });
    await settleTicket(db.pool, { dagRunId: run, taskId: 's', tryNumber: 1 }, { kind: 'FAILED' });
    const second = refOf(run, 's', 0, 2);
    await openTicket(db.pool, second);
    await db.pool.query(
      `update tickets set waiting_since = now() - interval '9 minutes 30 s' where dag_run_id = $1 and try_number = 2`,
      [run],
    );
    const answer = await worker.engine.attempt(second);
    if (answer.kind !== 'waiting') throw new Error('not waiting');
    expect(answer.nextAt - answer.waitingSince).toBe(600_000);
  });

  it('given a delivery that found the poke held, the end of the poke wakes the run to dispatch again', async () => {
    pokes = 0;
    const run = await seedRun(db.pool, { s: { type: 'sense', with: { needs: 5 } } });
    await db.pool.query('update tickets set watched = true where dag_run_id = $1', [run]);
    expect(await worker.engine.attempt(refOf(run, 's'))).toMatchObject({ kind: 'waiting' });
    expect(await rowOf(db.pool, 'tickets', refOf(run, 's'))).toMatchObject({ generation: 1, watched: false });
    expect((await db.pool.query('select kind from outbox where dag_run_id = $1', [run])).rows).toEqual([
      { kind: 'wake' },
    ]);
  });
});

describe('waking a wait', () => {
  const waitingRun = async (): Promise<string> => {
    const run = await seedRun(db.pool, { s: { type: 'listen', timeout: 'P2D' } });
    heard = false;
    listened = async () => undefined;
    return run;
  };
  const outboxOf = async (run: string) =>
    (await db.pool.query('select kind from outbox where dag_run_id = $1', [run])).rows;
  const wakesOf = async (run: string) => (await inTransaction(db.pool, (tx) => readFacts(tx, run))).wakes;

  it('makes the next poke due at once and tells the run, until that poke begins', async () => {
    const run = await waitingRun();
    const first = await worker.engine.attempt(refOf(run, 's'));
    if (first.kind !== 'waiting') throw new Error('not waiting');
    expect(first.nextAt - first.waitingSince).toBe(2 * 86_400_000);
    expect(await wakesOf(run)).toBeUndefined();
    expect(await inTransaction(db.pool, (tx) => wakeTicket(tx, refOf(run, 's')))).toBe(true);
    expect(await outboxOf(run)).toEqual([{ kind: 'wake' }]);
    expect(await wakesOf(run)).toEqual([{ taskId: 's', mapIndex: -1, tryNumber: 1, poke: 1 }]);
    const ticket = await rowOf(db.pool, 'tickets', refOf(run, 's'));
    expect((ticket['next_at'] as Date).getTime()).toBeLessThan(first.nextAt);
    heard = true;
    expect(await worker.engine.attempt(refOf(run, 's', 1))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    expect(await wakesOf(run)).toBeUndefined();
  });

  it('is not lost while a poke runs that has looked already', async () => {
    const run = await waitingRun();
    listened = async () => void (await wakeTicket(db.pool, refOf(run, 's')));
    const first = await worker.engine.attempt(refOf(run, 's'));
    if (first.kind !== 'waiting') throw new Error('not waiting');
    expect(first.nextAt - first.waitingSince).toBeLessThan(86_400_000);
    expect(await outboxOf(run)).toEqual([]);
    expect(await wakesOf(run)).toMatchObject([{ poke: 1 }]);
  });

  it('is nothing for a ticket that has its outcome, and for none', async () => {
    const run = await waitingRun();
    heard = true;
    await worker.engine.attempt(refOf(run, 's'));
    expect(await wakeTicket(db.pool, refOf(run, 's'))).toBe(false);
    expect(await wakeTicket(db.pool, refOf(run, 'nobody'))).toBe(false);
    expect(await outboxOf(run)).toEqual([]);
  });
});

describe('an execution timeout', () => {
  it('ends a shell task with its group, also one that ignores TERM', async () => {
    const command = 'trap "" TERM; echo started; while true; do sleep 0.05; done';
    const run = await seedRun(db.pool, { t: { type: 'bash', with: { command }, executionTimeout: 'PT2S' } });
    const answer = await worker.engine.attempt(refOf(run, 't'));
    expect(answer).toMatchObject({ outcome: { kind: 'TIMED_OUT', error: { type: 'Timeout', retryable: true } } });
    expect(worker.lease.groups.all).toEqual([]);
    expect(await logOf(db.pool, refOf(run, 't'))).toEqual(['started']);
  });

  it('leaves code behind that does not listen; the next try begins when it has ended', async () => {
    let end: () => void = () => undefined;
    listening = new Promise((resolve) => {
      end = resolve;
    });
    const run = await seedRun(db.pool, { t: { type: 'deaf', executionTimeout: 'PT0.1S' } });
    const ref = refOf(run, 't');
    expect(await worker.engine.attempt(ref)).toMatchObject({ outcome: { kind: 'TIMED_OUT' } });
    expect(worker.engine.leftBehind).toBe(1);
    expect(await worker.engine.attempt(ref)).toMatchObject({ kind: 'settled', outcome: { kind: 'TIMED_OUT' } });
    const ticket = await rowOf(db.pool, 'tickets', ref);
    expect([ticket['owner'], ticket['ended_at']]).toEqual([worker.lease.incarnation, null]);
    const next = refOf(run, 't', 0, 2);
    await openTicket(db.pool, next);
    const second = other.engine.attempt(next);
    await sleep(300);
    expect((await rowOf(db.pool, 'tickets', next))['fence']).toBe(0);
    end();
    expect(await second).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    expect((await rowOf(db.pool, 'tickets', ref))['ended_at']).not.toBeNull();
    expect(worker.engine.leftBehind).toBe(0);
  });
});
