import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { createPool } from './pool.js';
import { inTransaction } from './transaction.js';

describe('the transaction helper', () => {
  let db: FreshDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
    await db.pool.query('create table notes (id int primary key, text text)');
  });
  afterAll(() => db.drop());

  it('never hands a connection with an open transaction to the next caller', async () => {
    const pool = createPool(db.url, { name: 'spec', max: 1 });
    const bug = inTransaction(pool, async (tx) => {
      await tx.query(`insert into notes values (1, 'half')`);
      throw new Error('bug between begin and commit');
    });
    await expect(bug).rejects.toThrow('bug');
    await pool.query(`insert into notes values (2, 'whole')`);
    const { rows } = await db.pool.query('select id from notes order by id');
    await pool.end();
    expect(rows).toEqual([{ id: 2 }]);
  });

  it('tries a deadlock again, so that both sides get through', async () => {
    await db.pool.query(`insert into notes values (10, 'a'), (11, 'b')`);
    let calls = 0;
    let locked = 0;
    let bothLocked: () => void = () => undefined;
    const meeting = new Promise<void>((resolve) => (bothLocked = resolve));
    const touch = (first: number, second: number): Promise<void> =>
      inTransaction(db.pool, async (tx) => {
        calls += 1;
        await tx.query(`update notes set text = text || '!' where id = $1`, [first]);
        locked += 1;
        if (locked === 2) bothLocked();
        await meeting;
        await tx.query(`update notes set text = text || '!' where id = $1`, [second]);
      });
    await Promise.all([touch(10, 11), touch(11, 10)]);
    const { rows } = await db.pool.query('select text from notes where id in (10, 11) order by id');
    expect(rows).toEqual([{ text: 'a!!' }, { text: 'b!!' }]);
    expect(calls).toBeGreaterThan(2);
  });
});
