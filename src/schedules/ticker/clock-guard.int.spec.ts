import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { ClockGuard } from './clock-guard.js';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

it('holds the creation of runs after a jump, and tells of it once', async () => {
  let jumps = 0;
  const guard = new ClockGuard(db.pool, 'host/1', () => (jumps += 1));
  const at = (monotonic: number, off: number) => ({
    monotonic,
    service: 1e12 + monotonic + off,
    database: 1e12 + monotonic,
  });
  expect(await guard.holds(at(0, 0))).toBe(false);
  expect(await guard.holds(at(10, 3_600_000))).toBe(true);
  expect(await guard.holds(at(20, 3_600_000))).toBe(true);
  expect(await guard.holds(at(30, 0))).toBe(true);
  expect(await guard.holds(at(2_030, 0))).toBe(false);
  expect(jumps).toBe(2);
  const { rows } = await db.pool.query<{ payload: object; actor_kind: string }>(
    `select payload, actor_kind from events where stream = 'service-scheduler' and type = 'ClockJumped' order by version`,
  );
  expect(rows).toEqual(
    [3_600_000, -3_600_000].map((byMs) => ({
      payload: { clock: 'service', byMs, service: 'host/1' },
      actor_kind: 'SCHEDULER',
    })),
  );
});
