import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../test/support/cli/run-command.js';
import { startService, type TestService } from '../../test/support/service.js';
import { EXIT } from './exit-code.js';

let service: TestService;
let folder = '';
let url = '';
beforeAll(async () => {
  service = await startService();
  await service.app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(service.app.getHttpServer().address() as AddressInfo).port}`;
  await writeFile(join(service.home, 'endpoint.json'), JSON.stringify({ url, graphql: `${url}/graphql`, pids: {} }));
  folder = await mkdtemp(join(tmpdir(), 'continuo-cli-'));
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

type Ended = Awaited<ReturnType<typeof runCommand>>;
const continuo = async (args: string[], stdin?: string): Promise<Ended> => {
  const env = { CONTINUO_HOME: service.home };
  return await runCommand(args, { env, cwd: folder, ...(stdin === undefined ? {} : { stdin }) });
};
/** Runs with --json; fails with what the command said. */
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await continuo([...args, '--json']);
  expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: '' });
  return JSON.parse(stdout) as T;
};
const yaml = (retries: number): string =>
  `id: weather\ntags: [daily]\nparams:\n  city: { type: string, default: Paris }\ntasks:\n  fetch: { type: bash, retries: ${retries}, with: { command: "true" } }\n  load: { type: empty, upstream: [fetch] }\n`;

describe('the command line and the real API', () => {
  it('registers, lists, shows, pauses and compares DAGs', async () => {
    await writeFile(join(folder, 'weather.yaml'), yaml(1));
    expect(await continuo(['dags', 'register', 'weather.yaml', '--reason', 'first'])).toMatchObject({
      code: EXIT.ok,
      stdout: 'weather  version 1  new version\n',
    });
    expect((await continuo(['dags', 'register', 'weather.yaml'])).stdout).toBe('weather  version 1  unchanged\n');
    await writeFile(join(folder, 'weather.yaml'), yaml(4));
    await continuo(['dags', 'register', 'weather.yaml']);
    expect(await json('dags', 'list', '--tag', 'daily')).toMatchObject([
      { id: 'weather', latestVersion: { number: 2 } },
    ]);
    expect((await continuo(['dags', 'diff', 'weather', '1', '2'])).stdout).toContain('~ tasks.fetch.retries: 1 → 4\n');
    expect((await continuo(['dags', 'show', 'weather'])).stdout).toMatch(/^load +empty +all_success +fetch$/m);
    expect((await continuo(['dags', 'pause', 'weather'])).stdout).toBe('weather is paused\n');
    expect((await continuo(['dags', 'unpause', 'weather'])).stdout).toBe('weather is active\n');
  });

  it('tells every issue of an invalid DAG as validate does', async () => {
    await writeFile(join(folder, 'bad.yaml'), 'id: bad\ntasks:\n  a: { type: nonsense, upstream: [b] }\n');
    const [registered, validated] = [
      await continuo(['dags', 'register', 'bad.yaml']),
      await continuo(['dags', 'validate', 'bad.yaml']),
    ];
    expect([registered.code, validated.code]).toEqual([EXIT.failed, EXIT.failed]);
    expect(registered.stderr).toBe(validated.stdout);
    expect(registered.stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  it('triggers, shows and lists runs and their tasks', async () => {
    const run = await json<{ id: string; runId: string }>(
      'runs',
      'trigger',
      'weather',
      '--conf',
      '{"city": "Oslo"}',
      '--run-id',
      'mine',
    );
    expect(run.runId).toBe('mine');
    expect(await json('runs', 'list', '--dag', 'weather')).toMatchObject([{ id: run.id }]);
    expect(await json('runs', 'show', 'weather/mine')).toMatchObject({
      id: run.id,
      params: { city: 'Oslo' },
      tasks: [{ taskId: 'fetch' }, { taskId: 'load' }],
    });
    expect(await json('tasks', 'show', run.id, 'fetch')).toMatchObject({ taskId: 'fetch', state: 'NONE', maxTries: 5 });
    expect((await continuo(['runs', 'logs', run.id, 'fetch'])).code).toBe(EXIT.ok);
    expect(await continuo(['runs', 'trigger', 'weather', '--run-id', 'mine'])).toMatchObject({ code: EXIT.refused });
    expect(await continuo(['runs', 'trigger', 'weather', '--conf', '{"city": 7}'])).toMatchObject({
      code: EXIT.refused,
    });
    expect(await continuo(['runs', 'trigger', 'nothing'])).toMatchObject({ code: EXIT.refused });
    expect(await continuo(['runs', 'trigger', 'weather', '--logical-date', 'soon'])).toMatchObject({
      code: EXIT.usage,
    });
    expect(await continuo(['tasks', 'show', run.id, 'nothing'])).toMatchObject({ code: EXIT.refused });
  });

  it('watches a run until it is cancelled', async () => {
    await continuo(['dags', 'pause', 'weather']);
    const { id } = await json<{ id: string }>('runs', 'trigger', 'weather');
    let seen = '';
    const watching = runCommand(['runs', 'watch', id], {
      env: { CONTINUO_HOME: service.home },
      onOutput: (text) => (seen += text),
    });
    while (!seen.includes('QUEUED')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await continuo(['runs', 'cancel', id, '--reason', 'not today'])).stdout).toContain('is FAILED');
    const { code, stdout } = await watching;
    expect(code).toBe(EXIT.failed);
    expect(stdout).toMatch(/ FAILED\n$/);
    const events = await json<{ type: string; reason: string | null }[]>('events', '--run', id);
    expect(events[0]).toMatchObject({ type: 'RunCreated' });
    expect(events.at(-1)).toMatchObject({ type: 'RunFailed', reason: 'not today' });
  });

  it('keeps connections, variables and tokens without showing secrets', async () => {
    const secret = 'hunter2-and-more';
    const said = [
      await continuo(['connections', 'set', 'db', '--type', 'postgres', '--host', 'h', '--password-stdin'], secret),
      await continuo(['connections', 'set', 'web', '--uri-stdin'], `https://u:${secret}@example.com/x`),
      await continuo(['variables', 'set', 'key', '--secret', '--stdin'], secret),
      await continuo(['connections', 'list']),
      await continuo(['variables', 'list', '--json']),
      await continuo(['events', '--json']),
    ];
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(JSON.stringify(said)).not.toContain(secret);
    expect(said[3]?.stdout).toMatch(/^web +http +example\.com/m);
    expect((await continuo(['connections', 'delete', 'db'])).stdout).toBe('db deleted\n');
    expect(await continuo(['connections', 'delete', 'db'])).toMatchObject({ code: EXIT.refused });
    expect((await continuo(['variables', 'delete', 'key'])).code).toBe(EXIT.ok);
  });

  it('obeys what a token may, until it is revoked', async () => {
    const made = await continuo(['tokens', 'create', 'reader', '--permission', 'read', '--expires-in', '1d']);
    const as = { CONTINUO_HOME: service.home, CONTINUO_TOKEN: made.stdout.trim() };
    const [reader] = (await json<{ id: string; name: string }[]>('tokens', 'list')).filter(
      ({ name }) => name === 'reader',
    );
    expect((await runCommand(['dags', 'list'], { env: as })).code).toBe(EXIT.ok);
    expect((await runCommand(['dags', 'pause', 'weather'], { env: as })).code).toBe(EXIT.refused);
    await continuo(['tokens', 'revoke', reader?.id ?? '']);
    expect((await runCommand(['dags', 'list'], { env: as })).code).toBe(EXIT.unavailable);
  });

  it('reads the audit log by its filters', async () => {
    const events = await json<{ type: string; reason: string | null; position: string }[]>(
      'events',
      '--dag',
      'weather',
      '--type',
      'DagPaused,DagUnpaused',
    );
    expect(events.map(({ type }) => type)).toEqual(['DagPaused', 'DagUnpaused', 'DagPaused']);
    const registered = await json<{ reason: string | null }[]>('events', '--dag', 'weather', '--type', 'DagRegistered');
    expect(registered).toMatchObject([{ reason: 'first' }]);
  });

  it('doctor finds the API ready and the database durable', async () => {
    const { stdout } = await continuo(['doctor']);
    expect(stdout).toMatch(/^ok +api +http:\/\/127/m);
    expect(stdout).toMatch(/^ok +api database +.*fsync/m);
    expect(stdout).toMatch(/^ok +token +known as admin/m);
  });
});
