import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
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
import { seedRun } from '../../../test/support/seed-run.js';
import { specWorker, type SpecWorker } from '../../../test/support/spec-worker.js';
import { startSlotSweep, type SlotSweep } from './slot-sweep.js';
import { slotViolations } from './sweep.sql.js';

/** Bodies that end one at a time, and only while as many run as there may and can be: a pool that is not filled again stops everything. */
class Crowd {
  running = 0;
  most = 0;
  done = 0;
  private readonly waiting: { until: () => boolean; go: () => void }[] = [];

  constructor(
    readonly all: number,
    public size: number,
  ) {}

  async body(): Promise<void> {
    this.running += 1;
    this.most = Math.max(this.most, this.running);
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
let relay: OutboxRelay;
let sweep: SlotSweep;
let crowd = new Crowd(0, 0);

const crowdOperator = operatorOf('crowd', async () => {
  await crowd.body();
  return {};
});

beforeAll(async () => {
  db = await freshDatabase();
  engine = await engineWorker(db, [crowdOperator]);
  const run = createRunActivities(db.pool, new Notifier(db.pool), {
    secrets: { connection: async () => null, variable: async () => null },
    masker: new Masker(),
  });
  const attempts: AttemptActivities = { attempt: (ref) => engine.engine.attempt(ref) };
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
  const id = await seedRun(db.pool, spec as NormalizedDag);
  await db.pool.query(`delete from outbox where dag_run_id = $1 and kind = 'start'`, [id]);
  return { id, ended: worker.execute(id) };
};
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
});
