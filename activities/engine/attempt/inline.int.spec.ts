import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { operatorOf, refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../../test/support/engine.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';

let db: FreshDatabase;
let worker: SpecWorker;
const gate = { open: (): void => undefined };
const opened = new Promise<void>((resolve) => {
  gate.open = resolve;
});

beforeAll(async () => {
  db = await freshDatabase();
  const quick = operatorOf('quick', () => ({ value: 1 }));
  const slow = operatorOf('slow', async () => {
    await opened;
    return { value: 1 };
  });
  worker = await specWorker(db, [quick, slow]);
});
afterAll(async () => {
  gate.open();
  await worker.close();
  await db.drop();
});

const wakesOf = async ({ dagRunId }: TicketRef): Promise<number> =>
  (await db.pool.query(`select 1 from outbox where dag_run_id = $1 and kind = 'wake'`, [dagRunId])).rowCount ?? 0;
const ended = async (ref: TicketRef): Promise<void> => {
  while ((await rowOf(db.pool, 'tickets', ref))['outcome'] === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('an attempt in the inline lane', () => {
  it('given a body that is soon done, answers its outcome and wakes nobody', async () => {
    const ref = refOf(await seedRun(db.pool, { t: { type: 'quick' } }), 't');
    expect(await worker.engine.attemptInline(ref)).toMatchObject({ kind: 'settled', outcome: { kind: 'SUCCESS' } });
    expect(await wakesOf(ref)).toBe(0);
  });

  it('given one that takes longer, answers held while it goes on; asked again it is held still; its end wakes the run', async () => {
    const ref = refOf(await seedRun(db.pool, { t: { type: 'slow' } }), 't');
    expect(await worker.engine.attemptInline(ref)).toEqual({ kind: 'held' });
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ outcome: null, fence: 1 });
    expect(await worker.engine.attemptInline(ref)).toEqual({ kind: 'held' });
    expect(await wakesOf(ref)).toBe(0);
    gate.open();
    await ended(ref);
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ outcome: { kind: 'SUCCESS' }, fence: 1 });
    expect(await wakesOf(ref)).toBe(1);
  });

  it('given a worker that stops, says that another one shall make it, and begins nothing', async () => {
    const stopping = await specWorker(db, [operatorOf('quick', () => ({}))]);
    const ref = refOf(await seedRun(db.pool, { t: { type: 'quick' } }), 't');
    await stopping.engine.drain(0);
    expect(await stopping.engine.attemptInline(ref)).toEqual({ kind: 'elsewhere' });
    expect(await rowOf(db.pool, 'tickets', ref)).toMatchObject({ outcome: null, fence: 0 });
    await stopping.close();
  });
});
