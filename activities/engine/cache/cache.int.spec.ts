import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import {
  attemptEvents,
  logOf,
  openTicket,
  operatorOf,
  refOf,
  rowOf,
  seedRun,
  specWorker,
  type SpecTask,
  type SpecWorker,
} from '../../../test/support/engine.js';
import { builtinOperators } from '../../registry/builtin.js';
import { defineTask, type OperatorDefinition, TaskFailure } from '../../sdk/index.js';
import { deleteExpired } from './task-cache.sql.js';

let db: FreshDatabase;
let worker: SpecWorker;
const calls: string[] = [];
const done = { value: true };

const count = operatorOf('count', (context, params) => {
  calls.push(context.dagRunId);
  if (params['fail'] === context.tryNumber) throw new TaskFailure('Boom', 'no');
  const value = params['value'] ?? calls.length;
  return { value, xcoms: { extra: [context.tryNumber] }, follow: { kind: 'branch', chosen: ['x'] } };
});
const operators: OperatorDefinition[] = [
  count,
  ...builtinOperators((name) => (name === 'out.exists' ? defineTask({ run: () => done.value }) : undefined)),
];

beforeAll(async () => {
  db = await freshDatabase();
  const { hostname, port, pathname, username, password } = new URL(db.url);
  const login = { login: decodeURIComponent(username), password: decodeURIComponent(password) };
  const connection = { id: 'db', type: 'postgres', host: hostname, port: Number(port), database: pathname.slice(1) };
  worker = await specWorker(db, operators, {
    secrets: {
      connection: async (id) => (id === 'db' ? { ...connection, ...login, extra: {} } : null),
      variable: async () => ({ value: 'hush-hush', secret: true }),
    },
  });
});
afterAll(async () => {
  await worker.close();
  await db.drop();
});

/** A run of one task, and a way to make its tries, each of which counts what the operator was called. */
async function runOf(task: Omit<SpecTask, 'type'>, params: object = {}) {
  const id = await seedRun(db.pool, { t: { type: 'count', ...task } as SpecTask }, { params: params as never });
  const tryIt = async (tryNumber: number) => {
    const ref = { ...refOf(id, 't'), tryNumber };
    if (tryNumber > 1) await openTicket(db.pool, ref);
    const before = calls.length;
    const answer = await worker.engine.attempt(ref);
    const outcome = answer.kind === 'settled' ? answer.outcome : answer;
    return { ran: calls.length - before, outcome, ref };
  };
  return { id, tryIt };
}
const xcomsOf = async (id: string): Promise<Record<string, string>> => {
  const { rows } = await db.pool.query<{ key: string; value: string }>(
    'select key, value from xcoms where dag_run_id = $1',
    [id],
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
};

describe('a task with a cache', () => {
  it('runs once for a key; later tries take its result, its XComs and its choice, and say where from', async () => {
    const { id, tryIt } = await runOf({ cache: { key: 'a {{ params.day }}' }, with: { value: 'first' } }, { day: 1 });
    expect(await tryIt(1)).toMatchObject({ ran: 1, outcome: { kind: 'SUCCESS' } });
    await db.pool.query('delete from xcoms where dag_run_id = $1', [id]);
    const { ran, outcome, ref } = await tryIt(2);
    const from = { kind: 'cache', dagRunId: id, mapIndex: -1, tryNumber: 1 };
    expect({ ran, outcome }).toEqual({
      ran: 0,
      outcome: { kind: 'SUCCESS', follow: { kind: 'branch', chosen: ['x'] }, from },
    });
    expect(await xcomsOf(id)).toEqual({ return_value: '"first"', extra: '[1]' });
    expect((await attemptEvents(db.pool, ref)).at(-1)).toEqual([
      'AttemptEnded',
      { tryNumber: 2, attempt: 1, outcome: 'SUCCESS', error: null, from },
    ]);
    expect(await logOf(db.pool, ref)).toEqual([expect.stringContaining('the task was not run')]);
  });

  it('runs again for another key, when the time is over, and in a run that was cleared, whose result takes its place', async () => {
    const { id, tryIt } = await runOf({ cache: { key: '{{ params.day }}', ttl: 'PT1H' } }, { day: 1 });
    expect(await tryIt(1)).toMatchObject({ ran: 1 });
    await db.pool.query(`update dag_runs set params = '{"day": 2}' where id = $1`, [id]);
    expect(await tryIt(2)).toMatchObject({ ran: 1 });
    expect(await tryIt(3)).toMatchObject({ ran: 0, outcome: { from: { tryNumber: 2 } } });
    await db.pool.query('update dag_runs set clear_number = 1 where id = $1', [id]);
    expect(await tryIt(4)).toMatchObject({ ran: 1 });
    await db.pool.query('update dag_runs set clear_number = 0 where id = $1', [id]);
    expect(await tryIt(5)).toMatchObject({ ran: 0, outcome: { from: { tryNumber: 4 } } });
    await db.pool.query(`update task_cache set expires_at = clock_timestamp() where dag_run_id = $1`, [id]);
    expect(await tryIt(6)).toMatchObject({ ran: 1 });
  });

  it('keeps its result for as long as the author says, and forgets it then', async () => {
    const { id, tryIt } = await runOf({ cache: { key: 'k', ttl: 'PT90S' } });
    await tryIt(1);
    const lasts = 'extract(epoch from expires_at - produced_at)::int as s';
    const { rows } = await db.pool.query(`select ${lasts} from task_cache where dag_run_id = $1`, [id]);
    expect(rows).toEqual([{ s: 90 }]);
    await db.pool.query(`update task_cache set expires_at = clock_timestamp() where dag_run_id = $1`, [id]);
    expect(await deleteExpired(db.pool, 1_000)).toBeGreaterThan(0);
    expect((await db.pool.query('select 1 from task_cache where dag_run_id = $1', [id])).rows).toEqual([]);
  });

  it('keeps no failure, nothing that is large, and no secret', async () => {
    const failing = await runOf({ cache: { key: 'k' }, with: { fail: 1 } });
    expect(await failing.tryIt(1)).toMatchObject({ ran: 1, outcome: { kind: 'FAILED' } });
    expect(await failing.tryIt(2)).toMatchObject({ ran: 1, outcome: { kind: 'SUCCESS' } });
    const large = await runOf({ cache: { key: 'k' }, with: { value: 'x'.repeat(1024 * 1024) } });
    expect([(await large.tryIt(1)).ran, (await large.tryIt(2)).ran]).toEqual([1, 1]);
    const secret = await runOf({ cache: { key: 'k' }, with: { value: "{{ var('token') }}" } });
    expect([(await secret.tryIt(1)).ran, (await secret.tryIt(2)).ran]).toEqual([1, 1]);
    const key = await runOf({ cache: { key: "{{ var('token') }}" } });
    expect(await key.tryIt(1)).toMatchObject({ ran: 0, outcome: { error: { type: 'SecretInCacheKey' } } });
  });

  it('keeps nothing of a try that the run has settled otherwise', async () => {
    const { id, tryIt } = await runOf({ cache: { key: 'k' } });
    await db.pool.query(
      `update tickets set outcome = '{"kind": "CANCELLED", "error": {"type": "Cancelled", "message": "m", "retryable": false}}' where dag_run_id = $1`,
      [id],
    );
    expect(await tryIt(1)).toMatchObject({ ran: 0, outcome: { kind: 'CANCELLED' } });
    expect((await db.pool.query('select 1 from task_cache where dag_run_id = $1', [id])).rows).toEqual([]);
  });
});

describe('a task with a target', () => {
  const existing = async (target: object, more: object = {}) => {
    const { tryIt } = await runOf({ target, ...more } as Omit<SpecTask, 'type'>, { day: 1 });
    return tryIt(1);
  };

  it('does not run when the file is there, and succeeds without a result', async () => {
    expect(await existing({ file: 'out-{{ params.day }}.csv' })).toMatchObject({ ran: 1 });
    await writeFile(join(worker.home, 'out-1.csv'), 'x');
    const { ran, outcome, ref } = await existing({ file: 'out-{{ params.day }}.csv' });
    expect({ ran, outcome }).toEqual({
      ran: 0,
      outcome: { kind: 'SUCCESS', from: { kind: 'target', target: 'file out-1.csv' } },
    });
    expect(await xcomsOf(ref.dagRunId)).toEqual({});
    expect(await rowOf(db.pool, 'task_attempts', ref)).toMatchObject({ outcome: 'SUCCESS', error: null });
  });

  it('asks a database, through its own connection or that of the task', async () => {
    const sql = 'select n from (values (:n)) as t(n) where n = 1';
    const one = { sql: sql.replace(':n', '{{ params.day }}'), connection: 'db' };
    expect(await existing(one)).toMatchObject({ ran: 0, outcome: { from: { target: 'by SQL on db' } } });
    expect(await existing({ ...one, sql: 'select false' })).toMatchObject({ ran: 1 });
    expect(await existing({ sql: 'select true' }, { with: { connection: 'db' } })).toMatchObject({ ran: 0 });
    expect(await existing({ sql: 'select true' })).toMatchObject({ outcome: { error: { type: 'BadTarget' } } });
  });

  it('asks a function of the project', async () => {
    expect(await existing({ handler: 'out.exists' })).toMatchObject({ ran: 0 });
    done.value = false;
    expect(await existing({ handler: 'out.exists' })).toMatchObject({ ran: 1 });
    expect(await existing({ handler: 'gone' })).toMatchObject({ outcome: { error: { type: 'UnknownHandler' } } });
  });
});
