import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FIXTURE_TOKEN, type FixtureApi, startFixtureApi } from '../../../../test/support/cli/fixture-api.js';
import { aRun, aTask, page } from '../../../../test/support/cli/fixtures.js';
import { runCommand } from '../../../../test/support/cli/run-command.js';
import { EXIT } from '../../exit-code.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});
async function serve(resolvers: Parameters<typeof startFixtureApi>[0], port = 0): Promise<FixtureApi> {
  const api = await startFixtureApi(resolvers, port);
  cleanUps.push(() => api.stop().catch(() => undefined));
  return api;
}

const withTask = (state: string, taskState: string): object =>
  aRun({
    state,
    endedAt: state === 'RUNNING' ? null : '2026-11-21T08:00:30Z',
    stateCounts: [{ state: taskState, count: 1 }],
    tasks: page([aTask({ state: taskState, endedAt: taskState === 'RUNNING' ? null : '2026-11-21T08:00:20Z' })]),
  });
async function* changes(...runs: object[]): AsyncGenerator<object> {
  for (const dagRunChanged of runs) yield { dagRunChanged };
}
/** Says these and then nothing more, as a run that goes on. */
async function* changesThenSilence(...runs: object[]): AsyncGenerator<object> {
  yield* changes(...runs);
  await new Promise(() => undefined);
}
const dagRun = (): object => aRun();

describe('runs watch', () => {
  it('appends lines to a pipe and ends with the run', async () => {
    const api = await serve({
      dagRun,
      dagRunChanged: () =>
        changes(withTask('RUNNING', 'RUNNING'), withTask('RUNNING', 'SUCCESS'), withTask('SUCCESS', 'SUCCESS')),
    });
    expect(await runCommand(['runs', 'watch', 'run-1'], { url: api.url })).toEqual({
      code: EXIT.ok,
      stdout: [
        '2026-11-21T08:00:02Z  fetch  RUNNING (try 1 of 3)',
        '2026-11-21T08:00:01Z  weather/manual__1  RUNNING',
        '2026-11-21T08:00:20Z  fetch  SUCCESS (try 1 of 3)',
        '2026-11-21T08:00:30Z  weather/manual__1  SUCCESS',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('draws over the table on a terminal, and answers 1 for a run that failed', async () => {
    const api = await serve({
      dagRun,
      dagRunChanged: () => changes(withTask('RUNNING', 'RUNNING'), withTask('FAILED', 'FAILED')),
    });
    const terminal = { columns: 80, rows: 24 };
    const { code, stdout } = await runCommand(['runs', 'watch', 'run-1'], {
      url: api.url,
      terminal,
      env: { NO_COLOR: '1' },
    });
    expect(code).toBe(EXIT.failed);
    const pictures = stdout.split('\u001b[5A');
    expect(pictures).toHaveLength(2);
    expect(pictures[0]).toContain('fetch  RUNNING  1/3  58.0s     bash');
    expect(pictures[1]).toContain('fetch  FAILED  1/3  18.0s     bash');
  });

  it('writes a line of JSON for each change with --json', async () => {
    const api = await serve({
      dagRun,
      dagRunChanged: () => changes(withTask('RUNNING', 'RUNNING'), withTask('SUCCESS', 'SUCCESS')),
    });
    const { stdout } = await runCommand(['runs', 'watch', 'run-1', '--json'], { url: api.url });
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { state: string });
    expect(lines.map(({ state }) => state)).toEqual(['RUNNING', 'SUCCESS']);
  });

  it('survives a restart of the service, on another port too', async () => {
    const home = await mkdtemp(join(tmpdir(), 'continuo-cli-'));
    cleanUps.push(() => rm(home, { recursive: true }));
    await writeFile(join(home, 'admin.token'), FIXTURE_TOKEN);
    const endpoint = join(home, 'endpoint.json');
    const name = ({ url }: FixtureApi): Promise<void> =>
      writeFile(endpoint, JSON.stringify({ url, graphql: `${url}/graphql`, pids: {} }));
    const first = await serve({ dagRun, dagRunChanged: () => changesThenSilence(withTask('RUNNING', 'RUNNING')) });
    await name(first);
    let shown = (): void => undefined;
    const firstShown = new Promise<void>((resolve) => (shown = resolve));
    const watching = runCommand(['runs', 'watch', 'run-1'], { env: { CONTINUO_HOME: home }, onOutput: () => shown() });
    await firstShown;
    await rm(endpoint);
    await first.stop();
    await name(
      await serve({
        dagRun,
        dagRunChanged: () => changes(withTask('RUNNING', 'RUNNING'), withTask('SUCCESS', 'SUCCESS')),
      }),
    );
    const { code, stdout, stderr } = await watching;
    expect(code).toBe(EXIT.ok);
    expect(stdout.match(/fetch {2}RUNNING/g)).toHaveLength(1);
    expect(stdout).toMatch(/weather\/manual__1 {2}SUCCESS\n$/);
    expect(stderr).toBe('connection lost: trying again until the service is back\nconnected again\n');
  });

  it('goes on where the service completed the subscription before the run ended', async () => {
    let times = 0;
    const api = await serve({
      dagRun,
      dagRunChanged: () =>
        ++times === 1 ? changes(withTask('RUNNING', 'RUNNING')) : changes(withTask('SUCCESS', 'SUCCESS')),
    });
    expect((await runCommand(['runs', 'watch', 'run-1'], { url: api.url })).code).toBe(EXIT.ok);
    expect(times).toBe(2);
  });

  it('ends when its token is revoked', async () => {
    const api = await serve({ dagRun, dagRunChanged: () => changesThenSilence(withTask('RUNNING', 'RUNNING')) });
    let shown = (): void => undefined;
    const firstShown = new Promise<void>((resolve) => (shown = resolve));
    const watching = runCommand(['runs', 'watch', 'run-1'], { url: api.url, onOutput: () => shown() });
    await firstShown;
    api.closeSockets(4401);
    const { code, stderr } = await watching;
    expect(code).toBe(EXIT.unavailable);
    expect(stderr).toContain('does not know this token');
  });
});
