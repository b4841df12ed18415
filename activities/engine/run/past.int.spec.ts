import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { seedRun } from '../../../test/support/seed-run.js';
import { readPast } from './past.sql.js';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

it('does not look at runs before the start date of the task', async () => {
  const spec = { id: 'daily', tasks: { a: { type: 'empty' } } };
  const first = await seedRun(db.pool, spec, { logicalDate: '2026-03-01T00:00:00Z' });
  const question = { dagId: 'daily', logicalDate: '2026-03-02T00:00:00Z', taskId: 'a', below: [], catchup: false };
  const past = (startDate: string | null) => readPast(db.pool, { ...question, startDate });
  expect(await past(null)).toMatchObject({ dagRunId: first, state: 'none' });
  expect(await past('2026-03-01T00:00:00.000Z')).toMatchObject({ dagRunId: first });
  expect(await past('2026-03-02T00:00:00.000Z')).toBeNull();
});
