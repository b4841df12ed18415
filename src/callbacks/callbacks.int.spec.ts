import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitCallback } from '../../activities/http/callback/wait-callback.js';
import type { OperatorDefinition } from '../../activities/sdk/index.js';
import { logOf, refOf, rowOf, seedRun, specWorker, type SpecWorker } from '../../test/support/engine.js';
import { settleTicket } from '../../test/support/seed-run.js';
import { startService, type TestService } from '../../test/support/service.js';

const BASE = 'https://continuo.example';
let service: TestService;
let worker: SpecWorker;
let other: SpecWorker;
let system: Server;
let publicUrl: string | null = BASE;
let answerWith = 202;
/** What the other system was sent. */
const jobs: { notify: string }[] = [];

beforeAll(async () => {
  system = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      jobs.push(JSON.parse(text) as { notify: string });
      response.writeHead(answerWith).end('accepted');
    });
  });
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  service = await startService();
  const db = { pool: service.pool, url: service.databaseUrl, drop: async () => undefined };
  const callbacks = { key: randomBytes(32), publicUrl: () => publicUrl };
  const operators = [waitCallback as OperatorDefinition];
  worker = await specWorker(db, operators, { callbacks });
  other = await specWorker(db, operators, { callbacks });
});
afterAll(async () => {
  await worker.close();
  await other.close();
  await service.stop();
  system.close();
});
beforeEach(() => {
  jobs.length = 0;
  answerWith = 202;
  publicUrl = BASE;
});

const request = () => ({
  url: `http://127.0.0.1:${(system.address() as AddressInfo).port}/jobs`,
  method: 'POST',
  json: { notify: '{{ callback.url }}', file: 'a.mov' },
});
async function calling(more: object = {}): Promise<{ run: string; path: string }> {
  const run = await seedRun(service.pool, { job: { type: 'wait.callback', with: { request: request() }, ...more } });
  expect(await poke(run)).toMatchObject({ kind: 'waiting', poke: 1 });
  const notify = jobs.at(-1)?.notify ?? '';
  expect(notify.startsWith(`${BASE}/callbacks/`)).toBe(true);
  return { run, path: notify.slice(BASE.length) };
}
const poke = (run: string, number = 0) => worker.engine.attempt(refOf(run, 'job', number));
async function call(path: string, payload: object | string): Promise<number> {
  const headers = typeof payload === 'string' ? { 'content-type': 'application/json' } : {};
  return (await service.app.inject({ method: 'POST', url: path, payload, headers })).statusCode;
}
const success = (value: unknown) => ({ status: 'success', value });

describe('wait.callback', () => {
  it('sends the address, is completed once over HTTP, and the value is the result', async () => {
    const { run, path } = await calling();
    expect(await call(path, success({ rows: 7 }))).toBe(200);
    expect(await call(path, { value: { rows: 7 }, status: 'success' })).toBe(200);
    expect(await call(path, success({ rows: 8 }))).toBe(409);
    expect(await rowOf(service.pool, 'tickets', refOf(run, 'job'))).toMatchObject({ woken: true, owner: null });
    expect(await poke(run, 1)).toMatchObject({ outcome: { kind: 'SUCCESS' } });
    const { rows } = await service.pool.query('select value from xcoms where dag_run_id = $1', [run]);
    expect(rows).toEqual([{ value: '{"rows":7}' }]);
    const { rows: events } = await service.pool.query<{ type: string }>(
      `select type from events where stream = $1 order by version`,
      [`callback-${run}/job/-1/1`],
    );
    expect(events.map(({ type }) => type)).toEqual(['CallbackOpened', 'CallbackReceived']);
    expect(await call(path, success({ rows: 7 }))).toBe(200);
    expect(jobs).toHaveLength(1);
  });

  it('keeps the secret out of everything that is stored', async () => {
    const { run, path } = await calling();
    const token = path.split('/').at(-1) ?? '';
    expect(token.length).toBeGreaterThan(40);
    expect(await rowOf(service.pool, 'task_instances', refOf(run, 'job'))).toMatchObject({
      rendered_fields: { request: { json: { notify: 'continuo.callback.url' } } },
    });
    expect((await logOf(service.pool, refOf(run, 'job'))).join('\n')).toContain('waiting for the call');
    for (const table of ['callbacks', 'events', 'task_instances', 'task_logs', 'tickets', 'outbox']) {
      const { rows } = await service.pool.query<{ all: string }>(
        `select string_agg(t::text, '') as all from ${table} t`,
      );
      expect(rows[0]?.all ?? '', table).not.toContain(token);
    }
  });

  it('fails with what the other system says, and the next try has another address', async () => {
    const { run, path } = await calling();
    expect(await call(path, { status: 'failed', error: 'no such codec' })).toBe(200);
    expect(await poke(run, 1)).toMatchObject({
      outcome: { kind: 'FAILED', error: { type: 'CallbackFailed', message: 'no such codec', retryable: true } },
    });
    const again = await calling();
    expect(again.path).not.toBe(path);
  });

  it('a worker that takes over knows the same address, and does not send it again', async () => {
    const { run, path } = await calling();
    await service.pool.query('update tickets set poke = 0 where dag_run_id = $1', [run]);
    expect(await other.engine.attempt(refOf(run, 'job'))).toMatchObject({ kind: 'waiting' });
    expect(jobs).toHaveLength(1);
    await service.pool.query('update callbacks set sent_at = null where dag_run_id = $1', [run]);
    await other.engine.attempt(refOf(run, 'job', 1));
    expect(jobs.map(({ notify }) => notify.slice(BASE.length))).toEqual([path, path]);
  });

  it('of two calls at once one counts', async () => {
    const { run, path } = await calling();
    const codes = await Promise.all(Array.from({ length: 8 }, (_, i) => call(path, success(i))));
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(codes.filter((code) => code === 409)).toHaveLength(7);
    await poke(run, 1);
    const { rows } = await service.pool.query<{ value: string }>('select value from xcoms where dag_run_id = $1', [
      run,
    ]);
    expect(rows[0]?.value).toBe(String(codes.indexOf(200)));
  });

  it('refuses what is no call', async () => {
    const { run, path } = await calling();
    expect(await call('/callbacks/nobody', success(1))).toBe(404);
    for (const body of [{}, { status: 'done' }, { status: 'failed' }, success('a\0b'), '{"status":', '[]'])
      expect(await call(path, body), JSON.stringify(body)).toBe(400);
    expect(await call(path, success('x'.repeat(8 * 1024 * 1024)))).toBe(413);
    await settleTicket(service.pool, { dagRunId: run, taskId: 'job', tryNumber: 1 }, { kind: 'CANCELLED' });
    expect(await call(path, success(1))).toBe(410);
    expect((await service.app.inject({ method: 'GET', url: path })).statusCode).toBe(404);
    expect(service.logged).toEqual([]);
  });

  it('fails when the request is refused, or nobody knows the address', async () => {
    answerWith = 400;
    const run = await seedRun(service.pool, { job: { type: 'wait.callback', with: { request: request() } } });
    expect(await poke(run)).toMatchObject({ outcome: { error: { type: 'HttpStatus', retryable: false } } });
    publicUrl = null;
    const lost = await seedRun(service.pool, { job: { type: 'wait.callback', with: { request: request() } } });
    expect(await poke(lost)).toMatchObject({ outcome: { error: { type: 'NoPublicUrl' } } });
    expect(jobs).toHaveLength(1);
  });

  it('ends with the timeout of the task', async () => {
    const { run, path } = await calling({ timeout: 'PT1H', softFail: true });
    await service.pool.query(`update tickets set waiting_since = now() - interval '2 hours' where dag_run_id = $1`, [
      run,
    ]);
    expect(await poke(run, 1)).toMatchObject({ outcome: { kind: 'SKIPPED' } });
    expect(await call(path, success(1))).toBe(410);
  });
});
