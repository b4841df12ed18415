import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { defineOperator, SkipTask, TaskFailure, type OperatorDefinition } from '../../sdk/index.js';
import { z } from 'zod';
import { begin } from './begin.js';
import { finish } from './finish.js';

let db: FreshDatabase;
let worker: SpecWorker;
let other: SpecWorker;
const calls: string[] = [];
const gate: { open: () => void; opened: Promise<void> } = { open: () => undefined, opened: Promise.resolve() };
const closeGate = (): void => {
  gate.opened = new Promise((resolve) => {
    gate.open = resolve;
  });
};

const operators: OperatorDefinition[] = [
  operatorOf('say', (context, params) => {
    calls.push(`${context.taskId} ${context.idempotencyKey} ${context.attempt}`);
    context.logger.info('hello', { a: 1 });
    return { value: params['value'] ?? null, xcoms: { extra: [1] } };
  }),
  operatorOf('fail', () => {
    throw new TaskFailure('Mine', 'no way\0', { retryable: false });
  }),
  operatorOf('skip', () => {
    throw new SkipTask('not today');
  }),
  operatorOf('hold', async (context) => {
    calls.push(`hold ${context.taskId}`);
    await gate.opened;
    return {};
  }),
  operatorOf('large', () => ({ value: 'x'.repeat(17 * 1024 * 1024) })),
  operatorOf('strange', () => ({ value: '\0\uD800' })),
  defineOperator({
    type: 'counted',
    summary: 'of a spec',
    with: z.strictObject({ needs: z.number() }),
    run: async () => ({}),
  }) as OperatorDefinition,
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

describe('an attempt', () => {
  it('given an open ticket, runs the task once and leaves outcome, events, attempt, XComs and log', async () => {
    const run = await seedRun(
      db.pool,
      { t: { type: 'say', with: { value: '{{ params.city }} {{ ds }}' } } },
      { params: { city: 'Paris' } },
    );
    const ref = refOf(run, 't');
    const answer = await worker.engine.attempt(ref);
    expect(answer).toEqual({
      kind: 'settled',
      outcome: { kind: 'SUCCESS' },
      cause: `attempt-${run}/t/-1/1/1:1`,
      waitingSince: null,
    });
    expect(calls.filter((call) => call.includes(run))).toEqual([`t ${run}/t/-1/1 1`]);
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({
      outcome: { kind: 'SUCCESS' },
      owner: null,
      fence: 1,
      read: false,
    });
    expect(await attemptEvents(db.pool, ref)).toEqual([
      ['AttemptStarted', { tryNumber: 1, attempt: 1, worker: worker.lease.identity, codeVersion: 'spec' }],
      ['AttemptEnded', { tryNumber: 1, attempt: 1, outcome: 'SUCCESS', error: null }],
    ]);
    expect(await rowOf(db.pool, 'task_attempts', ref)).toMatchObject({
      outcome: 'SUCCESS',
      worker: worker.lease.identity,
      error: null,
    });
    const instance = await rowOf(db.pool, 'task_instances', ref);
    expect(instance).toMatchObject({ state: 'RUNNING', rendered_fields: { value: 'Paris 2026-01-02' } });
    expect(instance['ended_at']).not.toBeNull();
    const { rows } = await db.pool.query('select key, value from xcoms where dag_run_id = $1 order by key', [run]);
    expect(rows).toEqual([
      { key: 'extra', value: '[1]' },
      { key: 'return_value', value: '"Paris 2026-01-02"' },
    ]);
    expect(await logOf(db.pool, ref)).toEqual(['INFO hello {"a":1}']);
    expect((await db.pool.query('select 1 from outbox where dag_run_id = $1', [run])).rows).toEqual([]);
  });

  it('given a settled ticket, answers its outcome and runs nothing', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const first = await worker.engine.attempt(refOf(run, 't'));
    expect(await worker.engine.attempt(refOf(run, 't'))).toEqual(first);
    expect(await other.engine.attempt(refOf(run, 't'))).toEqual(first);
    expect(calls.filter((call) => call.includes(run))).toHaveLength(1);
    expect(await attemptEvents(db.pool, refOf(run, 't'))).toHaveLength(2);
  });

  it('given no ticket or no run, says gone', async () => {
    const run = await seedRun(db.pool, {});
    expect(await worker.engine.attempt(refOf(run, 'none'))).toEqual({ kind: 'gone' });
    expect(await worker.engine.attempt(refOf('none', 'none'))).toEqual({ kind: 'gone' });
  });

  it('given a body that lives, here or elsewhere, holds, and its finish wakes the run', async () => {
    closeGate();
    const run = await seedRun(db.pool, { t: { type: 'hold' } });
    const running = worker.engine.attempt(refOf(run, 't'));
    await expect.poll(() => calls.includes('hold t')).toBe(true);
    expect(await worker.engine.attempt(refOf(run, 't'))).toEqual({ kind: 'held' });
    expect(await other.engine.attempt(refOf(run, 't'))).toEqual({ kind: 'held' });
    gate.open();
    expect(await running).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    const { rows } = await db.pool.query('select kind, epoch from outbox where dag_run_id = $1', [run]);
    expect(rows).toEqual([{ kind: 'wake', epoch: 1 }]);
    expect(calls.filter((call) => call === 'hold t')).toHaveLength(1);
  });

  it('given a delivery that Temporal cancels, goes on without it, and its finish wakes the run', async () => {
    closeGate();
    const run = await seedRun(db.pool, { cancelled: { type: 'hold' } });
    const delivery = new AbortController();
    const running = worker.engine.attempt(refOf(run, 'cancelled'), delivery.signal);
    await expect.poll(() => calls.includes('hold cancelled')).toBe(true);
    delivery.abort();
    await expect(running).rejects.toThrow('this delivery was cancelled');
    expect(worker.engine.held).toHaveLength(1);
    gate.open();
    await expect.poll(() => worker.engine.held).toEqual([]);
    expect(await rowOf(db.pool, 'tickets', refOf(run, 'cancelled'))).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    expect((await db.pool.query('select kind from outbox where dag_run_id = $1', [run])).rows).toEqual([
      { kind: 'wake' },
    ]);
  });

  it('given many deliveries at once, runs one body', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? worker : other).engine.attempt(refOf(run, 't'))),
    );
    expect(new Set(answers.map((answer) => answer.kind))).toSatisfy(
      (kinds: Set<string>) => kinds.has('settled') && !kinds.has('gone'),
    );
    expect(calls.filter((call) => call.includes(run))).toHaveLength(1);
  });

  it.each([
    ['fail', { kind: 'FAILED', error: { type: 'Mine', message: 'no way\uFFFD', stack: null, retryable: false } }],
    ['skip', { kind: 'SKIPPED', reason: 'not today' }],
    ['large', { kind: 'FAILED', error: { type: 'XComTooLarge', retryable: false } }],
    ['unknown', { kind: 'FAILED', error: { type: 'UnknownOperator', retryable: false } }],
    ['strange', { kind: 'SUCCESS' }],
  ])('given a task of type %s, settles as %o', async (type, outcome) => {
    const run = await seedRun(db.pool, { t: { type } });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({ kind: 'settled', outcome });
    expect((await rowOf(db.pool, 'tickets', refOf(run, 't')))['outcome']).toMatchObject(outcome);
  });

  it.each([
    [{ value: '{{ nothing }}' }, 'TemplateError', /with\.value: .*nothing/],
    [{ value: "{{ xcom('nobody') }}" }, 'TemplateError', /no task "nobody"/],
    [{ value: "{{ var('none') }}" }, 'TemplateError', /CONTINUO_VAR_NONE/],
  ])('given the template %o, fails for good with %s', async (given, type, message) => {
    const run = await seedRun(db.pool, { t: { type: 'say', with: given } });
    const answer = await worker.engine.attempt(refOf(run, 't'));
    expect(answer).toMatchObject({
      outcome: { kind: 'FAILED', error: { type, message: expect.stringMatching(message), retryable: false } },
    });
  });

  it('given a `with` that the operator refuses after rendering, fails as BadWith', async () => {
    const run = await seedRun(db.pool, { t: { type: 'counted', with: { needs: '{{ ds }}' } } });
    expect(await worker.engine.attempt(refOf(run, 't'))).toMatchObject({
      outcome: {
        kind: 'FAILED',
        error: { type: 'BadWith', message: expect.stringContaining('with.needs'), retryable: false },
      },
    });
  });

  it('hands results on by XCom and forgets those of an earlier try', async () => {
    const tasks = {
      a: { type: 'say', with: { value: { n: 7 } } },
      b: { type: 'say', with: { value: "{{ xcom('a').n + 1 }}" }, upstream: ['a'] },
    };
    const run = await seedRun(db.pool, tasks);
    await worker.engine.attempt(refOf(run, 'a'));
    await worker.engine.attempt(refOf(run, 'b'));
    const { rows } = await db.pool.query(
      `select value from xcoms where dag_run_id = $1 and task_id = 'b' and key = 'return_value'`,
      [run],
    );
    expect(rows).toEqual([{ value: '8' }]);
    const second = refOf(run, 'b', 0, 2);
    await openTicket(db.pool, second);
    await begin(db.pool, {
      ref: second,
      worker: workerOf(worker),
      dagId: 'd',
      sensor: false,
      holdsBody: () => false,
      now: Date.now,
    });
    const after = await db.pool.query(`select 1 from xcoms where dag_run_id = $1 and task_id = 'b'`, [run]);
    expect(after.rows).toEqual([]);
  });
});

const workerOf = (of: SpecWorker) => ({
  incarnation: of.lease.incarnation,
  name: of.lease.identity,
  codeVersion: () => null,
  needsLeaseMs: 10_000,
});

describe('a lost reply', () => {
  it('of begin: the same worker begins again, in the same attempt', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const ref = refOf(run, 't');
    await begin(db.pool, {
      ref,
      worker: workerOf(worker),
      dagId: 'd',
      sensor: false,
      holdsBody: () => false,
      now: Date.now,
    });
    expect(await other.engine.attempt(ref)).toEqual({ kind: 'held' });
    expect(await worker.engine.attempt(ref)).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    expect((await attemptEvents(db.pool, ref)).map(([type]) => type)).toEqual(['AttemptStarted', 'AttemptEnded']);
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ fence: 2, lost_count: 0 });
  });

  it('of finish: asked again, nothing is added and the answer is the same', async () => {
    const run = await seedRun(db.pool, { t: { type: 'say' } });
    const ref = refOf(run, 't');
    const request = { ref, worker: workerOf(worker), dagId: 'd', sensor: false, holdsBody: () => false, now: Date.now };
    const begun = await begin(db.pool, request);
    if (begun.kind !== 'begun') throw new Error('not begun');
    const end = {
      ...begun,
      worker: workerOf(worker),
      dagId: 'd',
      outcome: { kind: 'SUCCESS' as const },
      xcoms: [],
      rendered: null,
      sensor: false,
      endedAt: Date.now(),
      bodyGone: true,
      unheard: false,
    };
    const first = await finish(db.pool, end);
    const again = await finish(db.pool, { ...end, outcome: { kind: 'SKIPPED', reason: 'never' } });
    expect(again).toEqual(first);
    expect(await attemptEvents(db.pool, ref)).toHaveLength(2);
  });

  it('of a finish whose ticket the run has settled: the run wins, and the ticket ends with the body', async () => {
    closeGate();
    const run = await seedRun(db.pool, { late: { type: 'hold' } });
    const ref = refOf(run, 'late');
    const running = worker.engine.attempt(ref);
    await expect.poll(() => calls.includes('hold late')).toBe(true);
    await db.pool.query(
      `update tickets set outcome = '{"kind":"CANCELLED"}', settled_at = now() where dag_run_id = $1`,
      [run],
    );
    gate.open();
    expect(await running).toMatchObject({ kind: 'settled', outcome: { kind: 'CANCELLED' } });
    const ticket = await rowOf(db.pool, 'tickets', ref);
    expect([ticket['owner'], ticket['ended_at'] !== null]).toEqual([null, true]);
  });
});
