import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../test/support/cli/run-command.js';
import { checkHome, checkProcesses } from './check-home.js';
import { checkPython, checkVersions, judgeSpace } from './check-machine.js';
import { checkTemporal } from './check-service.js';
import { readinessFindings } from './readiness.js';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), 'continuo-doctor-'));
  folders.push(path);
  return path;
};
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});
const statuses = (findings: readonly { check: string; status: string }[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ check, status }) => [check, status]));

describe('the home', () => {
  it('is missing', async () => expect(statuses(await checkHome('/nonexistent'))).toEqual({ home: 'fail' }));

  it('keeps its secrets to its owner', async () => {
    const home = await folder();
    for (const name of ['admin.token', 'endpoint.json']) await writeFile(join(home, name), 'x', { mode: 0o600 });
    expect(statuses(await checkHome(home))).toEqual({ home: 'ok', 'admin token': 'ok', endpoint: 'ok' });
    await chmod(join(home, 'admin.token'), 0o644);
    await chmod(home, 0o711);
    expect(statuses(await checkHome(home))).toEqual({ home: 'ok', 'admin token': 'fail', endpoint: 'ok' });
    await chmod(home, 0o755);
    expect(statuses(await checkHome(home))).toMatchObject({ home: 'warn' });
  });

  it('names processes that are gone', () => {
    const endpoint = { url: '', graphql: '', temporal: null, database: null };
    const gone = 2 ** 22 + 1;
    expect(checkProcesses({ ...endpoint, pids: { service: process.pid, postgres: null } })).toMatchObject({
      status: 'ok',
      detail: `service ${process.pid}`,
    });
    expect(checkProcesses({ ...endpoint, pids: { service: process.pid, worker: [process.pid, gone] } })).toMatchObject({
      status: 'fail',
      detail: `gone: worker ${gone}`,
    });
  });
});

describe('the machine', () => {
  it.each([
    ['18.20.0', 'fail'],
    ['20.18.3', 'fail'],
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('Node %s: %s', (node, status) => expect(checkVersions(node).status).toBe(status));

  it.each([
    [0.1, 'fail'],
    [1, 'warn'],
    [50, 'ok'],
  ])('%d GiB free: %s', (gib, status) => expect(judgeSpace(gib * 1024 ** 3, '/').status).toBe(status));

  it('finds python3 or uv on PATH', async () => {
    const path = await folder();
    expect((await checkPython({ env: { PATH: path } })).status).toBe('warn');
    await writeFile(join(path, 'uv'), '', { mode: 0o755 });
    expect(await checkPython({ env: { PATH: `/nonexistent:${path}` } })).toMatchObject({
      status: 'ok',
      detail: join(path, 'uv'),
    });
  });
});

describe('servers', () => {
  it('Temporal answers or not', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await checkTemporal(address)).status).toBe('ok');
    await new Promise((resolve) => server.close(resolve));
    expect(await checkTemporal(address)).toMatchObject({
      status: 'fail',
      detail: `${address} cannot be reached (ECONNREFUSED)`,
    });
  });

  it('/readyz tells of its parts', () => {
    const body = JSON.stringify({ ready: false, checks: { database: 'ok', migrations: 'ok', temporal: 'no answer' } });
    const findings = readinessFindings('http://x', 503, body);
    expect(statuses(findings)).toEqual({
      api: 'fail',
      'api database': 'ok',
      'api migrations': 'ok',
      'api temporal': 'fail',
    });
    expect(findings[1]?.detail).toContain('fsync');
    expect(findings[3]?.detail).toBe('no answer');
  });

  it('is ready without a word', () =>
    expect(statuses(readinessFindings('http://x', 200, 'ok'))).toEqual({ api: 'ok' }));
});

describe('doctor', () => {
  it('answers 1 and says what to do where something fails', async () => {
    const { code, stdout } = await runCommand(['doctor'], { env: { CONTINUO_HOME: '/nonexistent' } });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'fail  home            /nonexistent does not exist\n                      → "npm start" makes it',
    );
    expect(stdout).toMatch(/^fail {2}api /m);
  });

  it('answers findings with --json', async () => {
    const { stdout } = await runCommand(['doctor', '--json'], { env: { CONTINUO_HOME: '/nonexistent' } });
    expect(statuses(JSON.parse(stdout) as { check: string; status: string }[])).toMatchObject({
      home: 'fail',
      versions: 'ok',
    });
  });
});
