import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import type { AttemptActivities } from '../../contract.js';
import { Masker } from '../log/masker.js';
import { createRunActivities } from '../run/index.js';
import type { NormalizedDag } from '../../../src/domain/dag/index.js';
import { Notifier } from '../../../src/event-store/index.js';
import { OutboxRelay } from '../../../src/outbox/relay.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  operatorOf,
  specWorker as engineWorker,
  type SpecWorker as EngineWorker,
} from '../../../test/support/engine.js';
import { auditPool, readPoolAudit } from '../../../test/support/pool-audit.js';
import { seedRun } from '../../../test/support/seed-run.js';
import { specWorker, type SpecWorker } from '../../../test/support/spec-worker.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import { defineDeferredOperator } from '../../sdk/index.js';
import { wakeTicket } from '../attempt/wait.sql.js';
import { endLease } from '../lease/end-lease.js';
import { storeLimit } from '../../../src/pools/store-pool.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { startSlotSweep, type SlotSweep } from './slot-sweep.js';
import { slotViolations } from './sweep.sql.js';

/** Bodies that end one at a time, and only while as many run as there may and can be: a pool that is not filled again stops everything. */
class Crowd {
  running = 0;
  most = 0;
  done = 0;
  readonly runningAtStart: number[] = [];
  private readonly waiting: { until: () => boolean; go: () => void }[] = [];

  constructor(
    readonly all: number,
    public size: number,
  ) {}

  async body(): Promise<void> {
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    this.runningAtStart.push(this.running);
    const full = (): boolean => this.running >= Math.min(this.size, this.all - this.done);
    await new Promise<void>((go) => {
      this.waiting.push({ until: full, go });
      this.letOneGo();
    });
    this.running -= 1;
    this.done += 1;
    this.letOneGo();
  }

  letOneGo(): void {
    if (this.waiting[0]?.until() === true) this.waiting.shift()?.go();
  }
}

let db: FreshDatabase;
let worker: SpecWorker;
let engine: EngineWorker;
let second: EngineWorker;
let relay: OutboxRelay;
let sweep: SlotSweep;
let crowd = new Crowd(0, 0);

const crowdOperator = operatorOf('crowd', async () => {
  await crowd.body();
  return {};
});

const quickOperator = operatorOf('quick', () => ({}));
/** Tasks of type quick are shared by both workers. */
const by = ({ taskId }: TicketRef): EngineWorker => (/^q.*[13579]$/.test(taskId) ? second : engine);

let farIsDone = false;
/** Goes on elsewhere until it is woken to see that it is done. */
const farOperator = defineDeferredOperator({
  type: 'far',
  summary: 'spec',
  with: z.strictObject({}),
  polling: () => ({ intervalMs: 3_600_000 }),
  submit: async () => ({ id: 'far away' }),
  poll: async () => ({ state: farIsDone ? 'done' : 'running' }),
});

beforeAll(async () => {
  db = await freshDatabase();
  engine = await engineWorker(db, [crowdOperator, farOperator as never, quickOperator]);
  second = await engineWorker(db, [quickOperator]);
  const run = createRunActivities(db.pool, new Notifier(db.pool), {
    secrets: { connection: async () => null, variable: async () => null },
    masker: new Masker(),
  });
  const attempts: Pick<AttemptActivities, 'attempt'> = { attempt: (ref) => by(ref).engine.attempt(ref) };
  worker = await specWorker(inject('temporalAddress'), { ...run, ...attempts });
  const onError = (error: unknown): void => void engine.errors.push(error);
  relay = new OutboxRelay({
    pool: db.pool,
    client: worker.client,
    segmentEvents: 4_000,
    onError,
    onUnknownRun: () => undefined,
  });
  sweep = startSlotSweep(db.pool, onError);
});
afterEach(async () => {
  expect(await slotViolations(db.pool)).toEqual([]);
  expect(engine.errors).toEqual([]);
});
afterAll(async () => {
  await sweep.stop();
  await relay.stop();
  await worker.stop();
  await engine.close();
  await second.close();
  await db.drop();
});

const setPool = (name: string, slots: number) =>
  db.pool.query(
    `insert into limits (kind, id, slots) values ('pool', $1, $2) on conflict (kind, id) do update set slots = excluded.slots`,
    [name, slots],
  );
const tasks = (count: number, more: object): NormalizedDag['tasks'] =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, { type: 'crowd', ...more }])) as never;
const start = async (spec: object): Promise<{ id: string; ended: Promise<void> }> => {
  const id = await seedRun(db.pool, spec as NormalizedDag, { started: true });
  return { id, ended: worker.execute(id) };
};
const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
};
const ACTOR = { kind: 'USER' as const, id: 'spec', name: 'spec' };
const defaultOf = (slots: number) =>
  ({ kind: 'pool', id: 'default', slots, includeDeferred: false, description: null }) as const;
const waiting = async (id: string): Promise<number> =>
  (await db.pool.query<{ n: number }>('select count(*)::int as n from slot_waiters where dag_run_id = $1', [id]))
    .rows[0]?.n ?? 0;
const holding = async (pool: string): Promise<number> =>
  (
    await db.pool.query<{ n: number }>(
      `select coalesce(sum(slots), 0)::int as n from slot_leases where kind = 'pool' and id = $1`,
      [pool],
    )
  ).rows[0]?.n ?? 0;

describe('a pool', () => {
  it('of 7 runs 50 tasks, never more than 7, and never fewer while work waits', async () => {
    await setPool('seven', 7);
    crowd = new Crowd(50, 7);
    const { ended } = await start({ id: 'fifty', tasks: tasks(50, { pool: 'seven' }) });
    await ended;
    expect([crowd.done, crowd.most]).toEqual([50, 7]);
    expect(await holding('seven')).toBe(0);
  });

  it('is full at every commit while somebody waits, whoever gives back, and never more than full', async () => {
    await setPool('exact', 7);
    await auditPool(db.pool, 'exact');
    const quick = Array.from({ length: 60 }, (_, i) => [`q${i}`, { type: 'quick', pool: 'exact' }]);
    const runs = await Promise.all(
      ['one', 'two'].map((id) => start({ id: `exact_${id}`, tasks: Object.fromEntries(quick) })),
    );
    await Promise.all(runs.map(({ ended }) => ended));
    const { commits, ...held } = await readPoolAudit(db.pool);
    expect(held).toEqual({ mostHeld: 7, fewestHeldWhileWaiting: 7 });
    expect(commits).toBeGreaterThan(20);
    expect(second.errors).toEqual([]);
  });

  it('made larger while work waits is filled up; made smaller it drains', async () => {
    await setPool('live', 2);
    crowd = new Crowd(30, 2);
    const { ended } = await start({ id: 'live', tasks: tasks(30, { pool: 'live' }) });
    await until(() => crowd.done >= 4);
    crowd.size = 5;
    await setPool('live', 5);
    await until(() => crowd.done >= 10);
    // nobody ends now, so that the pool is full and nothing is under way when it is made smaller
    crowd.size = Infinity;
    await until(() => crowd.running === 5);
    await setPool('live', 1);
    crowd.size = 1;
    crowd.runningAtStart.length = 0;
    crowd.letOneGo();
    await ended;
    expect([crowd.done, crowd.most]).toEqual([30, 5]);
    expect(new Set(crowd.runningAtStart)).toEqual(new Set([1]));
  });

  it('grants what asks for several slots as one, and a limit of the task id on top', async () => {
    await setPool('wide', 6);
    crowd = new Crowd(10, 2);
    const { ended } = await start({ id: 'several', tasks: tasks(10, { pool: 'wide', poolSlots: 3 }) });
    await ended;
    expect([crowd.done, crowd.most]).toEqual([10, 2]);
    crowd = new Crowd(3, 1);
    const runs = await Promise.all([1, 2, 3].map(() => start({ id: 'one', tasks: tasks(1, { maxActivePerDag: 1 }) })));
    await Promise.all(runs.map((run) => run.ended));
    expect([crowd.done, crowd.most]).toEqual([3, 1]);
  });

  it('that nobody has set lets a task wait, which begins as soon as somebody does', async () => {
    crowd = new Crowd(1, 1);
    const { id, ended } = await start({ id: 'nowhere', tasks: tasks(1, { pool: 'nowhere' }) });
    await until(async () => (await waiting(id)) === 1);
    expect(crowd.running).toBe(0);
    await setPool('nowhere', 1);
    await ended;
    expect(crowd.done).toBe(1);
  });

  it('default holds ordinary tasks to its size, too', async () => {
    await inTransaction(db.pool, (tx) => storeLimit(tx, defaultOf(3), ACTOR));
    crowd = new Crowd(20, 3);
    const { ended } = await start({ id: 'ordinary', tasks: tasks(20, {}) });
    await ended;
    expect([crowd.done, crowd.most]).toEqual([20, 3]);
    await inTransaction(db.pool, (tx) => storeLimit(tx, defaultOf(128), ACTOR));
  });
});

describe('a pool and work that goes on elsewhere', () => {
  it.each([
    ['counts it where it includes deferred tasks', true, 'far'],
    ['does not count it where it does not', false, 't0'],
  ])('%s', async (_, includeDeferred, holder) => {
    farIsDone = false;
    const pool = `deferred_${includeDeferred}`;
    await inTransaction(db.pool, (tx) => storeLimit(tx, { ...defaultOf(1), id: pool, includeDeferred }, ACTOR));
    crowd = new Crowd(1, 2);
    const far = { type: 'far', pool, priorityWeight: 10 };
    const { id, ended } = await start({ id: pool, tasks: { far, ...tasks(1, { pool }) } });
    const holders = async (): Promise<string[]> =>
      (
        await db.pool.query<{ task: string }>('select task_id as task from slot_leases where dag_run_id = $1', [id])
      ).rows.map(({ task }) => task);
    const deferred = `select 1 from tickets where dag_run_id = $1 and task_id = 'far' and waits_as = 'deferred'`;
    await until(async () => (await db.pool.query(deferred, [id])).rowCount === 1);
    await until(async () => (await holders()).includes(holder));
    expect([await holders(), crowd.done]).toEqual([[holder], 0]);
    farIsDone = true;
    await wakeTicket(db.pool, { dagRunId: id, taskId: 'far', mapIndex: -1, tryNumber: 1 });
    crowd.size = 1;
    crowd.letOneGo();
    await ended;
    expect([crowd.done, await holders()]).toEqual([1, []]);
  });
});

describe('the limit on everything', () => {
  it('holds over all DAGs and pools, also for ordinary tasks, until it is taken away', async () => {
    await setPool('some', 4);
    await db.pool.query(`insert into limits (kind, id, slots) values ('global', 'all', 2)`);
    crowd = new Crowd(12, 2);
    const runs = [
      await start({ id: 'limited', tasks: tasks(6, { pool: 'some' }) }),
      await start({ id: 'ordinary_limited', tasks: tasks(6, {}) }),
    ];
    await Promise.all(runs.map((run) => run.ended));
    expect([crowd.done, crowd.most]).toEqual([12, 2]);
    await db.pool.query(`delete from limits where kind = 'global'`);
    crowd = new Crowd(4, 4);
    await (
      await start({ id: 'unlimited', tasks: tasks(4, {}) })
    ).ended;
    expect([crowd.done, crowd.most]).toEqual([4, 4]);
  });
});

describe('a worker that dies', () => {
  it('leaves no slot taken: its tasks run again with the slots that they have', async () => {
    await setPool('seven', 2);
    crowd = new Crowd(4, Infinity);
    const { ended } = await start({ id: 'dies', tasks: tasks(4, { pool: 'seven' }) });
    await until(() => crowd.running === 2);
    const [dead, ghosts] = [engine, crowd];
    engine = await engineWorker(db, [crowdOperator, farOperator as never]);
    crowd = new Crowd(4, 2);
    // its guard would kill this process as soon as it hears that the lease has ended
    await dead.lease.leave();
    await endLease(db.pool, dead.lease.incarnation, 'dead');
    await ended;
    expect([crowd.done, crowd.most, await holding('seven')]).toEqual([4, 2, 0]);
    // the bodies of this process cannot die with a worker: they end now, and change nothing any more
    ghosts.size = 0;
    ghosts.letOneGo();
    await dead.engine.drain(0);
  });
});
