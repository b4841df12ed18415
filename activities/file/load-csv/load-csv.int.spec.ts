import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { runOperator, testContext } from '../../sdk/testing/index.js';
import { fileLoadCsv } from './file-load-csv.js';

const url = new URL(inject('databaseUrl'));
const schema = `csv_${randomBytes(4).toString('hex')}`;
const admin = new pg.Client({ connectionString: url.href });
let root = '';

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'csv-')));
  await admin.connect();
  await admin.query(`create schema ${schema}`);
});
beforeEach(async () => {
  await admin.query(
    `drop table if exists ${schema}."Odd ""name"; create table ${schema}."Odd ""name" (id int primary key, "User name" text, total numeric)`,
  );
});
afterAll(async () => {
  await admin.query(`drop schema ${schema} cascade`);
  await admin.end();
});

const table = `${schema}.Odd "name`;
const rows = async () =>
  (await admin.query(`select id, "User name" as name, total::float8 as total from ${schema}."Odd ""name" order by id`))
    .rows as unknown[];

async function load(csv: string | Uint8Array, given: object = {}) {
  await writeFile(join(root, 'in.csv'), csv);
  const db = {
    type: 'postgres',
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    login: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
  const context = testContext({ roots: [root], connections: { db } });
  return (await runOperator(fileLoadCsv, context, { path: 'in.csv', connection: 'db', table, ...given })).value;
}

describe('file.loadCsv', () => {
  it('appends, with null, the empty text and every odd character as they were', async () => {
    const odd = 'a\\b\tc "q"\nnext, ä\\N';
    expect(await load(`\uFEFFid,User name,total\r\n1,"${odd.replaceAll('"', '""')}",1.5\r\n2,,\r\n3,"",0\r\n`)).toBe(3);
    expect(await rows()).toEqual([
      { id: 1, name: odd, total: 1.5 },
      { id: 2, name: null, total: null },
      { id: 3, name: '', total: 0 },
    ]);
    expect(await load('total,id\n4,4\n')).toBe(1);
    expect(await rows()).toHaveLength(4);
  });

  it('takes the columns that are named, under other names too', async () => {
    expect(await load('id,junk,who\n1,x,Ann\n', { columns: { id: 'id', 'User name': 'who' } })).toBe(1);
    expect(await load('id,junk\n2,x\n', { columns: ['id'] })).toBe(1);
    expect(await rows()).toEqual([
      { id: 1, name: 'Ann', total: null },
      { id: 2, name: null, total: null },
    ]);
  });

  it('replaces in one transaction', async () => {
    await load('id\n1\n2\n');
    expect(await load('id\n3\n', { mode: 'replace' })).toBe(1);
    expect(await rows()).toMatchObject([{ id: 3 }]);
    await expect(load('id\n4\nx\n', { mode: 'replace' })).rejects.toMatchObject({ name: 'SqlError' });
    expect(await rows()).toMatchObject([{ id: 3 }]);
  });

  it('upserts by keys; the last line of a key wins', async () => {
    await load('id,User name,total\n1,old,1\n2,stays,2\n');
    expect(await load('id,User name\n1,first\n1,last\n3,new\n', { mode: 'upsert', keys: ['id'] })).toBe(2);
    expect(await rows()).toEqual([
      { id: 1, name: 'last', total: 1 },
      { id: 2, name: 'stays', total: 2 },
      { id: 3, name: 'new', total: null },
    ]);
    expect(await load('id\n1\n9\n', { mode: 'upsert', keys: ['id'] })).toBe(1);
  });

  it('loads all rows or none, and says where a line is wrong', async () => {
    const failure = load('id,total\n1,1\n2\n');
    await expect(failure).rejects.toMatchObject({ name: 'BadContent', options: { retryable: false } });
    await expect(failure).rejects.toThrow('line 3');
    await expect(load('id,total\n1,1\n1,2\n')).rejects.toThrow('SQLSTATE 23505');
    await expect(load('id,nothing\n1,1\n')).rejects.toThrow('SQLSTATE 42703');
    await expect(load('id\n1\n', { columns: ['id', 'total'] })).rejects.toThrow('the header has no total; it has id');
    await expect(load('')).rejects.toThrow('the file has no header');
    await expect(load('id\n1\n', { path: 'gone.csv' })).rejects.toMatchObject({ name: 'FileNotFound' });
    await expect(load(Buffer.from('id\n\xe4\n', 'latin1'))).rejects.toThrow('not UTF-8');
    expect(await rows()).toEqual([]);
  });

  it('checks that mode and keys fit', async () => {
    await expect(load('id\n', { mode: 'upsert' })).rejects.toThrow('mode upsert needs "keys"');
    await expect(load('id\n', { keys: ['id'] })).rejects.toThrow('with.keys');
    await expect(load('id\n1\n', { mode: 'upsert', keys: ['x'] })).rejects.toThrow(
      'keys that are not among the columns: x',
    );
  });

  it('loads a large file in little memory', async () => {
    const file = createWriteStream(join(root, 'large.csv'));
    file.write('id,User name,total\n');
    for (let block = 0; block < 200; block += 1) {
      const lines = Array.from({ length: 1000 }, (_, i) => `${block * 1000 + i},"${'name '.repeat(20)}",1.5\n`).join(
        '',
      );
      if (!file.write(lines)) await once(file, 'drain');
    }
    await new Promise<void>((resolve) => file.end(resolve));
    const before = process.memoryUsage().rss;
    expect(await load('id\n', { path: 'large.csv' })).toBe(200_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });
});
