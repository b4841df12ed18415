import { randomBytes } from 'node:crypto';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Connection, OperatorDefinition } from '../sdk/index.js';
import { pokeSensor, runOperator, testContext } from '../sdk/testing/index.js';
import { sqlCheck } from './check/sql-check.js';
import { sqlExecute } from './execute/sql-execute.js';
import { sqlQuery } from './query/sql-query.js';
import { sqlSensor } from './sensor/sql-sensor.js';

const url = new URL(inject('databaseUrl'));
const db: Partial<Connection> = {
  type: 'postgres',
  host: url.hostname,
  port: Number(url.port),
  database: url.pathname.slice(1),
  login: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
};
const schema = `sql_${randomBytes(4).toString('hex')}`;
const admin = new pg.Client({ connectionString: url.href });
let root = '';

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'sql-')));
  await admin.connect();
  await admin.query(`create schema ${schema}`);
});
afterAll(async () => {
  await admin.query(`drop schema ${schema} cascade`);
  await admin.end();
});

const contextFor = (connection: Partial<Connection> = db) =>
  testContext({ connections: { db: connection }, roots: [root] });
const run = async (operator: OperatorDefinition, given: object, context = contextFor()) =>
  (await runOperator(operator, context, { connection: 'db', ...given })).value;
const query = (sql: string, parameters: object = {}) => run(sqlQuery, { sql, parameters });
const execute = (sql: string, parameters: object = {}) => run(sqlExecute, { sql, parameters });

describe('sql.query', () => {
  it('gives rows as JSON, the same in every time zone of the session', async () => {
    const [row] =
      (await query(`select 1 as int, 9007199254740991::bigint as fits, 9007199254740993::bigint as large, 1.50::numeric as decimal,
      0.1::float8 as float, 'NaN'::numeric as nan, true as bool, null as nothing, date '2026-01-31' as day, timestamp '2026-01-31 01:02:03.123456' as local,
      timestamptz '2026-01-31 01:02:03.120000+05:30' as instant, interval '1 day' as span, '{"a":[1]}'::jsonb as json, array[1,2] as list, array['a','b'] as words,
      array[[1,null],[9007199254740993,2]]::bigint[] as grid, array['NaN',1.5]::float8[] as floats, array[date '2026-01-31'] as days,
      '\\x01ff'::bytea as bytes, '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid as uuid`)) as object[];
    expect(row).toEqual({
      int: 1,
      fits: 9007199254740991,
      large: '9007199254740993',
      decimal: 1.5,
      float: 0.1,
      nan: 'NaN',
      bool: true,
      nothing: null,
      day: '2026-01-31',
      local: '2026-01-31T01:02:03.123456',
      instant: '2026-01-30T19:32:03.12Z',
      span: '1 day',
      json: { a: [1] },
      list: [1, 2],
      words: ['a', 'b'],
      grid: [
        [1, null],
        ['9007199254740993', 2],
      ],
      floats: ['NaN', 1.5],
      days: ['2026-01-31'],
      bytes: '\\x01ff',
      uuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    });
  });

  it('sends values beside the text, so that none becomes SQL', async () => {
    const evil = `'; drop schema ${schema} cascade; --`;
    expect(
      await query(
        `select :evil::text as a, :list::text[] as b, :doc::jsonb as c, :n + 1 as d where 2 = any(:ids) and :none::int is null`,
        {
          evil,
          list: ['x', `y"'`],
          doc: { a: [1, { b: 2 }] },
          n: 1,
          ids: [1, 2],
          none: null,
        },
      ),
    ).toEqual([{ a: evil, b: ['x', `y"'`], c: { a: [1, { b: 2 }] }, d: 2 }]);
  });

  it('reads its text from a file, and runs several statements with parameters', async () => {
    await writeFile(
      join(root, 'q.sql'),
      `create temporary table t (x int);\ninsert into t select generate_series(1, :n::int);\nselect sum(x) as total from t;\n`,
    );
    expect(await run(sqlQuery, { file: 'q.sql', parameters: { n: 4 } })).toEqual([{ total: 10 }]);
    await expect(run(sqlQuery, { file: 'gone.sql' })).rejects.toMatchObject({ name: 'FileNotFound' });
  });

  it('stops at maxRows instead of filling the memory', async () => {
    // without end: who reads on never comes back
    const given = { sql: 'select generate_series(1, 5000000000000) as g', maxRows: 10 };
    await expect(run(sqlQuery, given)).rejects.toMatchObject({ name: 'TooManyRows', options: { retryable: false } });
    await expect(query(`select repeat('x', 1000000) as x from generate_series(1, 20)`)).rejects.toMatchObject({
      name: 'ResultTooLarge',
    });
  });

  it('refuses parameters that are missing, and logs those without use', async () => {
    await expect(query('select :a, :b', { a: 1, c: 2 })).rejects.toThrow('no value for :b; "parameters" has a, c');
    await expect(query('select $1')).rejects.toMatchObject({ name: 'SqlParameters' });
    const context = contextFor();
    await run(sqlQuery, { sql: 'select 1', parameters: { typo: 1 } }, context);
    expect(context.lines.map(({ text }) => text)).toContain('parameters that the SQL does not use: typo');
  });
});

describe('sql.execute', () => {
  it('counts what was written', async () => {
    const table = `${schema}.orders`;
    expect(await execute(`create table ${table} (id int primary key, total numeric)`)).toBe(0);
    expect(await execute(`insert into ${table} select g, g * 2 from generate_series(1, 5) g returning id`)).toBe(5);
    expect(
      await execute(
        `update ${table} set total = 0 where id > :id; delete from ${table} where id = 1; select * from ${table}`,
        { id: 3 },
      ),
    ).toBe(3);
    expect(await execute(`create table ${schema}.copied as select * from ${table}`)).toBe(4);
    expect(await execute(`vacuum ${table}`)).toBe(0);
  });

  it('writes all statements or none', async () => {
    await execute(`create table ${schema}.whole (x int)`);
    const failure = execute(`insert into ${schema}.whole values (1);\ninsert into ${schema}.whole values (:x / 0)`, {
      x: 1,
    });
    await expect(failure).rejects.toMatchObject({ name: 'SqlError', options: { retryable: false } });
    expect(await query(`select count(*) as n from ${schema}.whole`)).toEqual([{ n: 0 }]);
  });
});

describe('SqlError', () => {
  it('names the SQLSTATE and the line, and no values of rows', async () => {
    await expect(query('select 1;\nselect\n  nothing')).rejects.toThrow(
      'SQLSTATE 42703: column "nothing" does not exist (line 3)',
    );
    await execute(
      `create table ${schema}.keyed (secret text primary key); insert into ${schema}.keyed values ('hush')`,
    );
    const failure = execute(`insert into ${schema}.keyed values (:s)`, { s: 'hush' });
    await expect(failure).rejects.toThrow('SQLSTATE 23505');
    await expect(failure).rejects.not.toThrow('hush');
  });

  it('is retryable when the connection failed, for a deadlock and a serialization failure', async () => {
    const closed = contextFor({ ...db, port: 1 });
    await expect(run(sqlQuery, { sql: 'select 1' }, closed)).rejects.toMatchObject({
      name: 'SqlError',
      options: { retryable: true },
    });
    for (const [state, retryable] of [
      ['40001', true],
      ['40P01', true],
      ['57P01', true],
      ['53300', true],
      ['22012', false],
    ] as const) {
      const failure = execute(`do $$ begin raise exception 'made up' using errcode = '${state}'; end $$`);
      await expect(failure).rejects.toMatchObject({ name: 'SqlError', options: { retryable } });
    }
    const killed = run(sqlQuery, { sql: 'select pg_terminate_backend(pg_backend_pid())' });
    await expect(killed).rejects.toMatchObject({ name: 'SqlError', options: { retryable: true } });
  });

  it('says what is wrong with a connection', async () => {
    await expect(run(sqlQuery, { sql: 'select 1' }, contextFor({ ...db, type: 'mysql' }))).rejects.toThrow(
      'connection db is of type mysql',
    );
    await expect(run(sqlQuery, { sql: 'select 1' }, contextFor({ ...db, extra: { sslmode: 'x' } }))).rejects.toThrow(
      'sslmode',
    );
    await expect(run(sqlQuery, { sql: ' -- nothing' })).rejects.toThrow('there is no statement');
  });
});

describe('a cancel', () => {
  it('ends the statement in the server and gives its own reason', async () => {
    const context = contextFor();
    const mark = `/* ${schema} */`;
    const settled = expect(run(sqlQuery, { sql: `select pg_sleep(60) ${mark}` }, context)).rejects.toThrow(
      'no longer wanted',
    );
    const running = async () =>
      (
        await admin.query(
          'select 1 from pg_stat_activity where query like $1 and pid <> pg_backend_pid() and state = $2',
          [`%${mark}%`, 'active'],
        )
      ).rowCount;
    await expect.poll(running).toBe(1);
    context.abort(new Error('no longer wanted'));
    await settled;
    await expect.poll(running).toBe(0);
  });
});

describe('sql.check', () => {
  it('gives the first row when it is as expected', async () => {
    const sql = 'select count(*) as n, max(g) as top, null as gap from generate_series(1, 3) g';
    expect(await run(sqlCheck, { sql, expect: 'row.n == 3 && row.top > 2' })).toEqual({ n: 3, top: 3, gap: null });
    expect(await run(sqlCheck, { sql, thresholds: { n: { min: 1, max: 3 } } })).toMatchObject({ n: 3 });
    await expect(run(sqlCheck, { sql, expect: 'row.n > 3' })).rejects.toMatchObject({
      name: 'CheckFailed',
      message: expect.stringContaining('row.n > 3 is false for {"n":3'),
    });
    await expect(run(sqlCheck, { sql, thresholds: { n: { max: 2 } } })).rejects.toThrow('n = 3 is above 2');
    await expect(run(sqlCheck, { sql: 'select 1 where false', expect: 'true' })).rejects.toThrow(
      'the query gave no row',
    );
    await expect(run(sqlCheck, { sql })).rejects.toThrow('give "expect" or "thresholds"');
  });
});

describe('sensor.sql', () => {
  const poke = (given: object) => pokeSensor(sqlSensor, contextFor(), { connection: 'db', ...given });

  it('waits for a first value that is truthy', async () => {
    for (const nothing of ['select 1 where false', 'select 0::bigint', 'select null', 'select false', `select ''`]) {
      expect(await poke({ sql: nothing })).toEqual({ done: false });
    }
    expect(await poke({ sql: 'select count(*) as n, :day::date as day', parameters: { day: '2026-01-31' } })).toEqual({
      done: true,
      value: { n: 1, day: '2026-01-31' },
    });
  });

  it('waits for what the author expects', async () => {
    expect(await poke({ sql: 'select 3 as n', expect: 'row.n > 5' })).toEqual({ done: false });
    expect(await poke({ sql: 'select 6 as n', expect: 'row.n > 5' })).toMatchObject({ done: true });
  });
});
