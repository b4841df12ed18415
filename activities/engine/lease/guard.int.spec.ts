import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, startTimeOf } from '../../../src/embedded/process/process-identity.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { attemptEvents, refOf, rowOf, seedRun } from '../../../test/support/engine.js';
import { RUN_SOURCE } from '../../../test/support/source-loader/run-source.js';
import { groupLives } from '../process/end-group.js';
import { pidNamespace } from '../process/pid-namespace.js';
import { ProcessGroups } from '../process/process-groups.js';
import { readRegistry, type RegistryFile } from '../process/registry-file.js';
import { endLeasesOfHost } from './end-leases-of-host.js';
import { registryPath, registryPaths } from './registry-path.js';

let db: FreshDatabase;
let home = '';
const children: ChildProcess[] = [];
beforeAll(async () => {
  db = await freshDatabase();
  home = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-guard-')));
});
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await db.drop();
});

const PROGRAM = fileURLToPath(new URL('../../../test/support/worker-child.ts', import.meta.url));

/** A process that compiles what it imports takes its time to start. */
const STARTED = { timeout: 90_000 };

/** A worker process in the middle of a shell task that ignores TERM. Answers what its record says. */
async function workerInTask(leaseMs: number): Promise<{ run: string; child: ChildProcess; record: RegistryFile }> {
  const command = 'trap "" TERM; while true; do sleep 0.1; done';
  const run = await seedRun(db.pool, { t: { type: 'bash', with: { command } } });
  const args = [db.url, home, String(leaseMs), JSON.stringify(refOf(run, 't'))];
  const child = spawn(process.execPath, [...RUN_SOURCE, PROGRAM, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  const record = (): RegistryFile | undefined =>
    registryPaths(home)
      .map(readRegistry)
      .find((found) => found?.worker.pid === child.pid) ?? undefined;
  await expect.poll(() => record()?.groups.length, STARTED).toBe(1);
  await expect.poll(() => record()?.guard, STARTED).not.toBeNull();
  const found = record();
  if (found === undefined) throw new Error('no record');
  return { run, child, record: found };
}

/** For how long the guard was told to go without food, ms: what its command line says before the worker's pid. */
function starvesAfter(guardPid: number, workerPid: number): number {
  const args = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(guardPid)], { encoding: 'utf8' });
  return Number(new RegExp(`(\\S+) ${workerPid} `).exec(args)?.[1]);
}

const leaderOf = ({ groups }: RegistryFile): number => groups[0]?.pid ?? 0;

describe('the guard', () => {
  it('given a worker that is killed, kills its process groups at once; the next start ends the lease', async () => {
    const { run, child, record } = await workerInTask(30_000);
    child.kill('SIGKILL');
    await expect.poll(() => groupLives(leaderOf(record))).toBe(false);
    expect(await endLeasesOfHost(db.pool, home)).toEqual([run]);
    expect(await rowOf(db.pool, 'tickets', refOf(run, 't'))).toMatchObject({
      owner: null,
      lost_count: 1,
      generation: 1,
    });
    expect((await attemptEvents(db.pool, refOf(run, 't'))).map(([type]) => type)).toEqual([
      'AttemptStarted',
      'AttemptEnded',
    ]);
    expect(registryPaths(home)).toEqual([]);
    expect(readdirSync(join(home, 'run'))).toEqual([]);
  });

  it('given a worker that is stopped, kills it and its groups, and starves sooner than the lease lapses', async () => {
    const leaseMs = 12_000;
    const { child, record } = await workerInTask(leaseMs);
    // each renewal feeds it with the time before it was sent, so the lease lapses later than so long after its last food
    const starveMs = starvesAfter(record.guard?.pid ?? 0, child.pid ?? 0);
    expect(starveMs).toBeCloseTo((leaseMs * 25) / 30);
    process.kill(child.pid ?? 0, 'SIGSTOP');
    await expect.poll(() => isAlive(record.worker), { timeout: 60_000 }).toBe(false);
    await expect.poll(() => groupLives(leaderOf(record))).toBe(false);
    await endLeasesOfHost(db.pool, home);
  });

  it('given a worker whose lease was ended by another, kills it and its groups', async () => {
    // it would starve after 25 s only
    const { child, record } = await workerInTask(30_000);
    await db.pool.query('update worker_leases set ended_at = now() where incarnation = $1', [
      record.worker.incarnation,
    ]);
    await expect.poll(() => isAlive(record.worker)).toBe(false);
    await expect.poll(() => groupLives(leaderOf(record))).toBe(false);
    expect(child.pid).toBe(record.worker.pid);
    await endLeasesOfHost(db.pool, home);
  });

  it('that is killed itself is replaced, and its worker goes on', async () => {
    const { record } = await workerInTask(30_000);
    process.kill(record.guard?.pid ?? 0, 'SIGKILL');
    const guardNow = (): number | undefined =>
      registryPaths(home)
        .map(readRegistry)
        .find((found) => found?.worker.pid === record.worker.pid)?.guard?.pid;
    await expect.poll(guardNow).not.toBe(record.guard?.pid);
    expect(isAlive(record.worker)).toBe(true);
    expect(startTimeOf(guardNow() ?? 0)).not.toBeNull();
  });
});

describe('endLeasesOfHost', () => {
  it('leaves a living worker alone', async () => {
    const { run, record } = await workerInTask(30_000);
    expect(await endLeasesOfHost(db.pool, home)).not.toContain(run);
    expect(isAlive(record.worker)).toBe(true);
    expect(groupLives(leaderOf(record))).toBe(true);
    expect((await rowOf(db.pool, 'tickets', refOf(run, 't')))['owner']).toBe(record.worker.incarnation);
  });

  it('given worker and guard dead, kills the groups by itself', async () => {
    const { run, child, record } = await workerInTask(30_000);
    process.kill(record.guard?.pid ?? 0, 'SIGSTOP');
    child.kill('SIGKILL');
    expect(groupLives(leaderOf(record))).toBe(true);
    await expect.poll(() => isAlive(record.worker)).toBe(false);
    expect(await endLeasesOfHost(db.pool, home)).toContain(run);
    expect(groupLives(leaderOf(record))).toBe(false);
    expect(startTimeOf(record.guard?.pid ?? 0)).toBeNull();
  });

  it('given the record of another machine or container, touches nothing', async () => {
    const path = registryPath(home, crypto.randomUUID());
    const gone = { kind: 'worker' as const, pid: 1, started: 'another boot:1', incarnation: crypto.randomUUID() };
    new ProcessGroups(path, { ...gone, host: 'elsewhere', pidNamespace: pidNamespace() }).close();
    await endLeasesOfHost(db.pool, home);
    expect(existsSync(path)).toBe(true);
    new ProcessGroups(path, { ...gone, host: hostname(), pidNamespace: 'pid:[1]' }).close();
    await endLeasesOfHost(db.pool, home);
    expect(existsSync(path)).toBe(true);
    rmSync(path);
  });
});
