import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPool } from '../../../src/platform/database/pool.js';
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
import { tcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.js';

/** The lease's own connection does not go by the proxy: what is cut here is the way of the attempts. */
let db: FreshDatabase;
let proxy: TcpProxy;
let worker: SpecWorker;
const ran = new Map<string, number>();
let during: () => Promise<void> = async () => undefined;

const operators = [
  operatorOf('count', async ({ dagRunId, taskId }) => {
    const key = `${dagRunId}/${taskId}`;
    ran.set(key, (ran.get(key) ?? 0) + 1);
    await during();
    return { value: 'x' };
  }),
];

beforeAll(async () => {
  db = await freshDatabase();
  proxy = await tcpProxy(db.url);
  const pool = createPool(proxy.url, { name: 'by proxy', max: 10 });
  pool.on('connect', (client) => void client.on('error', () => undefined));
  worker = await specWorker({ ...db, pool }, operators);
});
beforeEach(() => {
  during = async () => undefined;
  proxy.up();
});
afterAll(async () => {
  proxy.up();
  await worker.close();
  await proxy.close();
  await db.drop();
});

async function expectOneEnd(run: string, task: string): Promise<void> {
  const ref = refOf(run, task);
  expect(ran.get(`${run}/${task}`)).toBe(1);
  expect((await attemptEvents(db.pool, ref)).map(([type]) => type)).toEqual(['AttemptStarted', 'AttemptEnded']);
  expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({
    outcome: { kind: 'SUCCESS' },
    owner: null,
    lost_count: 0,
  });
}

describe('an attempt whose way to PostgreSQL is cut', () => {
  it('before it begins: begins when the way is back', async () => {
    const run = await seedRun(db.pool, { t: { type: 'count' } });
    proxy.down();
    const running = worker.engine.attempt(refOf(run, 't'));
    await sleep(600);
    expect(ran.get(`${run}/t`)).toBeUndefined();
    proxy.up();
    expect(await running).toMatchObject({ kind: 'settled' });
    await expectOneEnd(run, 't');
  });

  it('between the end of the body and its finish: keeps the outcome and finishes when the way is back', async () => {
    const run = await seedRun(db.pool, { t: { type: 'count' } });
    during = async () => proxy.down();
    const running = worker.engine.attempt(refOf(run, 't'));
    await expect.poll(() => ran.get(`${run}/t`)).toBe(1);
    await sleep(1_500);
    expect((await rowOf(db.pool, 'tickets', refOf(run, 't')))['outcome']).toBeNull();
    proxy.up();
    expect(await running).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    await expectOneEnd(run, 't');
  });

  it('with the reply of begin or finish lost on the way: runs one body, ends once', async () => {
    for (const delay of [0, 2, 5, 10, 20, 40]) {
      const run = await seedRun(db.pool, { t: { type: 'count' } });
      during = () => sleep(15);
      const running = worker.engine.attempt(refOf(run, 't'));
      await sleep(delay);
      proxy.loseReplies();
      await sleep(60);
      proxy.up();
      expect(await running).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
      await expectOneEnd(run, 't');
    }
  });

  it('again and again under many attempts: each runs once and ends once', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const run = await seedRun(db.pool, Object.fromEntries(names.map((name) => [name, { type: 'count' }])));
    during = () => sleep(Math.random() * 30);
    let over = false;
    const cutting = (async () => {
      while (!over) {
        await sleep(40 + Math.random() * 160);
        proxy.cut();
      }
    })();
    const answers = await Promise.all(names.map((name) => worker.engine.attempt(refOf(run, name))));
    over = true;
    await cutting;
    expect(answers.map((answer) => answer.kind)).toEqual(names.map(() => 'settled'));
    for (const name of names) await expectOneEnd(run, name);
  });
});
