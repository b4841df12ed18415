import type { QueryConfig } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { GatheredQueries } from './gathered-queries.js';
import { sqlState } from './transaction.js';

let db: FreshDatabase;
let gathered: GatheredQueries;
const inOrder = (a: QueryConfig, b: QueryConfig): number => Number(a.values?.[0]) - Number(b.values?.[0]);
const ADD =
  'insert into numbers (id, divided) values ($1, 1 / $2::int) returning id, pg_current_xact_id()::text as transaction';
const add = (id: number, by = 1) =>
  gathered.query<{ id: number; transaction: string }>({ name: 'add', text: ADD, values: [id, by] });
const ids = async (): Promise<number[]> =>
  (await db.pool.query<{ id: number }>('select id from numbers order by place')).rows.map(({ id }) => id);

beforeAll(async () => {
  db = await freshDatabase();
  await db.pool.query('create table numbers (place serial, id int unique, divided int)');
  gathered = new GatheredQueries(db.pool, inOrder);
});
beforeEach(() => db.pool.query('truncate numbers restart identity').then(() => undefined));
afterAll(() => db.drop());

describe('gathered queries', () => {
  it('given one, asks it at once and answers what it says', async () => {
    const { rows, rowCount } = await add(7);
    expect([rows.map(({ id }) => id), rowCount]).toEqual([[7], 1]);
  });

  it('given many at once, sends the first alone and the rest together, in order, each with its answer', async () => {
    const answers = await Promise.all([9, 3, 5, 1, 4].map((id) => add(id)));
    expect(answers.map(({ rows }) => rows[0]?.id)).toEqual([9, 3, 5, 1, 4]);
    expect(new Set(answers.map(({ rows }) => rows[0]?.transaction)).size).toBe(2);
    expect(await ids()).toEqual([9, 1, 3, 4, 5]);
  });

  it('given statements of several names, keeps each answer with its question', async () => {
    const other = (n: number) =>
      gathered.query<{ n: number }>({ name: `n${n % 3}`, text: `select $1::int + ${n % 3} as n`, values: [n] });
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(other));
      expect(answers.map(({ rows }) => rows)).toEqual([2, 4, 3, 5, 7, 6, 8, 10].map((n) => [{ n }]));
    }
  });

  it('given one that PostgreSQL refuses, fails that one with its own error and no other', async () => {
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((id) => add(id, id === 3 ? 0 : 1)));
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(answers.map((answer) => ('reason' in answer ? sqlState(answer.reason) : ''))[2]).toBe('22012');
    expect((await ids()).sort()).toEqual([1, 2, 4, 5]);
    expect(await Promise.all([6, 7, 8].map((id) => add(id).then(({ rowCount }) => rowCount)))).toEqual([1, 1, 1]);
  });

  it('given a server that cannot be reached, rejects each', async () => {
    const ended = await freshDatabase();
    const lost = new GatheredQueries(ended.pool, inOrder);
    await ended.drop();
    const answers = await Promise.allSettled([1, 2, 3].map((n) => lost.query({ text: 'select $1::int', values: [n] })));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  it('given a batch that waits for a lock, lets what comes later pass', async () => {
    await add(1);
    const holder = await db.pool.connect();
    await holder.query('begin');
    await holder.query('insert into numbers (id) values (2)');
    const ended: number[] = [];
    const asked = [2, 3, 4].map((id) =>
      add(id)
        .then(() => ended.push(id))
        .catch(() => ended.push(-id)),
    );
    await expect.poll(() => [...ended].sort()).toEqual([3, 4]);
    await holder.query('commit');
    holder.release();
    await Promise.all(asked);
    expect(ended.at(-1)).toBe(-2);
  });
});
