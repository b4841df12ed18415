import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Connection } from '@temporalio/client';
import {
  endpointOf,
  openTempFolder,
  runStart,
  until,
  type RunningStart,
} from '../../test/support/embedded/run-start.js';
import { processRef } from './process/process-identity.js';

let folder: string;
const started: RunningStart[] = [];
const start = (...args: Parameters<typeof runStart>): RunningStart => {
  const running = runStart(...args);
  started.push(running);
  return running;
};
/** The servers of this test run, for specs that are about something else. */
const shared = () => ({ DATABASE_URL: inject('databaseUrl'), TEMPORAL_ADDRESS: inject('temporalAddress') });
const home = (name: string): string => join(folder, name);
const isRunning = (pid: number | null): boolean => pid !== null && processRef(pid) !== null;

beforeAll(() => {
  folder = openTempFolder();
});
afterAll(async () => {
  for (const { process: child } of started) child.kill('SIGTERM');
  await Promise.all(started.map(({ exit }) => exit));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

describe.concurrent('a start', () => {
  it('two homes run side by side; a second start on one home is told who holds it; Ctrl-C ends every child', async () => {
    const [a, b] = [start(home('a')), start(home('b'))];
    const [one, two] = [await endpointOf(home('a'), a), await endpointOf(home('b'), b)];

    expect(statSync(join(home('a'), 'endpoint.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home('a'), 'postgres', 'password')).mode & 0o777).toBe(0o600);
    for (const url of [one.url, one.graphql, one.temporal, one.database])
      expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(one.pids.supervisor).toBe(a.pid);
    expect(Object.values(one.pids).every(isRunning)).toBe(true);
    expect(new Set(Object.values(one.pids)).size).toBe(5);
    expect(await query(one.database, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await fetch(`${one.url}/readyz`)).status).toBe(200);
    const connection = await Connection.connect({ address: new URL(one.temporal).host });
    await connection.close();
    for (const key of ['url', 'temporal', 'database'] as const) expect(one[key]).not.toBe(two[key]);

    const second = start(home('a'));
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`in use by process ${a.pid}`);
    expect(await query(one.database, 'select 1 as one')).toEqual([{ one: 1 }]);

    // As a terminal does it: to the whole foreground group, and npm passes it on once more.
    process.kill(-a.pid, 'SIGINT');
    process.kill(-a.pid, 'SIGINT');
    b.process.kill('SIGTERM');
    expect(await a.exit).toBe(0);
    expect(await b.exit).toBe(0);
    expect(a.output().match(/Stopping/g)).toHaveLength(1);
    expect([...Object.values(one.pids), ...Object.values(two.pids)].some(isRunning)).toBe(false);
    expect(existsSync(join(home('a'), 'endpoint.json'))).toBe(false);
  });

  it('given children that are killed, starts them again at their old addresses', async () => {
    const running = start(home('killed'));
    const before = await endpointOf(home('killed'), running);
    await query(before.database, 'create table kept as select 42 as answer');
    const { supervisor, ...children } = before.pids;
    for (const pid of Object.values(children)) process.kill(pid ?? 0, 'SIGKILL');
    await until(async () => {
      const now = await endpointOf(home('killed'), running);
      return (
        Object.values(now.pids).every(isRunning) &&
        Object.values(children).every((pid) => !Object.values(now.pids).includes(pid))
      );
    }, 'new children');

    const after = await endpointOf(home('killed'), running);
    expect({ ...after, pids: null }).toEqual({ ...before, pids: null });
    expect(after.pids.supervisor).toBe(supervisor);
    await until(
      () =>
        query(after.database, 'select 1').then(
          () => true,
          () => false,
        ),
      'the end of recovery',
    );
    expect(await query(after.database, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(readFileSync(join(home('killed'), 'ended.log'), 'utf8')).toContain(`worker ${children.worker}`);
    running.process.kill('SIGTERM');
    expect(await running.exit).toBe(0);
  });

  it('given a supervisor that was killed, service and worker end by themselves and the next start ends the rest', async () => {
    const first = start(home('lost'));
    const old = await endpointOf(home('lost'), first);
    await query(old.database, 'create table kept as select 42 as answer');
    first.process.kill('SIGKILL');
    await first.exit;
    await until(() => !isRunning(old.pids.service) && !isRunning(old.pids.worker), 'the end of service and worker');
    expect(isRunning(old.pids.postgres)).toBe(true);
    rmSync(join(home('lost'), 'endpoint.json'));

    const next = start(home('lost'));
    const now = await endpointOf(home('lost'), next);
    expect(next.output()).toContain(`Ending postgres (pid ${old.pids.postgres})`);
    expect(Object.values(old.pids).some(isRunning)).toBe(false);
    expect(await query(now.database, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(readFileSync(join(home('lost'), 'ended.log'), 'utf8')).toContain(`worker ${old.pids.worker}`);
  });

  it('given a child that dies five times in a minute, ends with exit code 1, its last words, and no child left', async () => {
    const running = start(home('five'), [], { ...shared(), WORKER_DIES: '1' });
    const { pids } = await endpointOf(home('five'), running);
    expect(await running.exit).toBe(1);
    expect(running.output()).toContain('worker died five times within a minute');
    expect(running.output()).toContain('the worker cannot go on');
    expect(isRunning(pids.service)).toBe(false);
    expect(existsSync(join(home('five'), 'endpoint.json'))).toBe(false);
  });

  it('given --once, ends after the examples, with 0 only if all succeeded', async () => {
    expect(await start(home('once'), ['--once'], shared()).exit).toBe(0);
    expect(await start(home('once'), ['--once'], { ...shared(), EXAMPLES_FAIL: '1' }).exit).toBe(1);
  });

  it('given --once and a Ctrl-C before the examples are done, does not claim that they succeeded', async () => {
    const running = start(home('interrupted'), ['--once'], { ...shared(), EXAMPLES_HANG: '1' });
    const { pids } = await endpointOf(home('interrupted'), running);
    running.process.kill('SIGINT');
    expect(await running.exit).toBe(130);
    expect(Object.values(pids).some(isRunning)).toBe(false);
  });

  it('given a port that is taken, says what to set', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const running = start(home('port'), [], { CONTINUO_PORT: String(port) });
    expect(await running.exit).toBe(1);
    expect(running.output()).toContain(`port ${port} of 127.0.0.1 is in use: set CONTINUO_PORT`);
    await new Promise((resolve) => server.close(resolve));
  });

  it('given servers of the user, starts none and passes their addresses on', async () => {
    const env = shared();
    const running = start(home('external'), [], env);
    const endpoint = await endpointOf(home('external'), running);
    expect(endpoint.pids).toMatchObject({ postgres: null, temporal: null });
    expect(endpoint).toMatchObject({ database: env.DATABASE_URL, temporal: `http://${env.TEMPORAL_ADDRESS}` });
    expect(await (await fetch(`${endpoint.url}/env`)).json()).toMatchObject(env);
  });

  it('given starts that are killed with everything at any instant, the next one recovers by itself', async () => {
    for (const afterMs of [900, 1_300, 1_700, 2_300]) {
      const victim = start(home('any'));
      await sleep(afterMs);
      victim.process.kill('SIGKILL');
      await victim.exit;
      const record = join(home('any'), 'run', 'children.json');
      const { children = [] } = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {};
      for (const { ref } of children) if (isRunning(ref.pid)) process.kill(ref.pid, 'SIGKILL');
      rmSync(join(home('any'), 'endpoint.json'), { force: true });
    }
    const last = start(home('any'));
    const { database } = await endpointOf(home('any'), last);
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
