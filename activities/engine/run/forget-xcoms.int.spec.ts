import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { seedRun } from '../../../test/support/seed-run.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import { inTransaction } from '../../../src/platform/database/transaction.js';
import { forgetXComs } from './forget-xcoms.sql.js';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

it('deletes what the cleared instances have left, and nothing else', async () => {
  const spec = { id: 'd', tasks: { a: { type: 'empty' }, b: { type: 'empty' } } };
  const run = await seedRun(db.pool, spec, { logicalDate: '2026-03-01T00:00:00Z' });
  const other = await seedRun(db.pool, spec, { logicalDate: '2026-03-02T00:00:00Z' });
  for (const [id, task, mapIndex] of [
    [run, 'a', -1],
    [run, 'b', 0],
    [run, 'b', 1],
    [other, 'a', -1],
  ])
    await db.pool.query(
      `insert into xcoms (dag_run_id, task_id, map_index, key, value, size_bytes) values ($1, $2, $3, 'k', '1', 1)`,
      [id, task, mapIndex],
    );
  const of = (type: 'TaskCleared' | 'TaskSkipped', taskId: string, mapIndex: number) =>
    ({ type, taskId, mapIndex, payload: { tryNumber: 1 } }) as unknown as RunEvent;
  const events = [of('TaskCleared', 'a', -1), of('TaskCleared', 'b', 1), of('TaskSkipped', 'b', 0)];
  await inTransaction(db.pool, (tx) => forgetXComs(tx, run, events));
  const { rows } = await db.pool.query(
    'select dag_run_id = $1 as own, task_id, map_index from xcoms order by 1 desc, 2, 3',
    [run],
  );
  expect(rows).toEqual([
    { own: true, task_id: 'b', map_index: 0 },
    { own: false, task_id: 'a', map_index: -1 },
  ]);
});
