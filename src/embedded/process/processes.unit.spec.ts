import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endProcess, gone } from './end-process.js';
import { freePort, isPortFree } from './free-port.js';
import { spawnGated } from './gated-spawn.js';
import {
  isAlive,
  processRef,
  startTimeFromProc,
  startTimeFromPs,
  startTimeOf,
  type ProcessRef,
} from './process-identity.js';
import { runCommand } from './run-command.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'continuo-process-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const env = { PATH: process.env['PATH'] ?? '' };
const sh = (script: string) => ({ command: '/bin/sh', args: ['-c', script], env, cwd: folder });

/** Starts a gated shell script that writes to `log`. */
function gated(script: string, register: (ref: ProcessRef) => void = () => undefined) {
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawnGated(sh(script), log, register);
  closeSync(log);
  return child;
}

describe('process identity', () => {
  it.each([
    ['/proc', startTimeFromProc],
    ['ps', startTimeFromPs],
  ])(
    'by %s: two processes of different moments differ, the same process stays the same, a dead one has none',
    async (_name, startTime) => {
      const first = spawn('sleep', ['60']);
      await sleep(1_100);
      const second = spawn('sleep', ['60']);
      await once(second, 'spawn');
      const [a, b] = [startTime(first.pid ?? 0), startTime(second.pid ?? 0)];
      expect(a).not.toBeNull();
      expect(a).not.toBe(b);
      expect(startTime(first.pid ?? 0)).toBe(a);
      [first, second].forEach((child) => child.kill('SIGKILL'));
      await Promise.all([once(first, 'exit'), once(second, 'exit')]);
      expect(startTime(first.pid ?? 0)).toBeNull();
    },
  );

  it('given a zombie, it counts as gone', async () => {
    const parent = spawn(process.execPath, [
      '-e',
      `
      const { spawn } = require('node:child_process');
      const child = spawn('/bin/sh', ['-c', 'sleep 0.1']);
      child.once('spawn', () => { console.log(child.pid); for (;;); });
    `,
    ]);
    const [text] = await once(parent.stdout, 'data');
    const ref = { pid: Number(String(text)), started: startTimeOf(Number(String(text))) ?? '' };
    const stat = () => spawnSync('ps', ['-o', 'stat=', '-p', String(ref.pid)], { encoding: 'utf8' }).stdout;
    await expect.poll(stat).toContain('Z');
    expect(isAlive(ref)).toBe(false);
    expect(startTimeFromPs(ref.pid)).toBeNull();
    parent.kill('SIGKILL');
  });

  it('given a pid with another start time, that process is not alive', () => {
    expect(isAlive({ pid: process.pid, started: 'another' })).toBe(false);
    expect(isAlive(processRef(process.pid) ?? { pid: 0, started: '' })).toBe(true);
  });
});

describe('spawnGated', () => {
  it('registers the child before it executes, under the pid that it keeps', async () => {
    let atRegistration = 'not called';
    const child = gated('echo ran as $$', () => (atRegistration = readFileSync(join(folder, 'log'), 'utf8')));
    await once(child.process, 'exit');
    expect(atRegistration).toBe('');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(`ran as ${child.ref.pid}\n`);
  });

  it('given a registration that fails, the child never executes', async () => {
    let ref: ProcessRef | null = null;
    const register = (child: ProcessRef): void => {
      ref = child;
      throw new Error('no room');
    };
    expect(() => gated('echo ran', register)).toThrow('no room');
    expect(await gone(ref ?? { pid: 0, started: '' }, 20_000)).toBe(true);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('');
  });

  it('gives the child a pipe that ends with the parent, and a process group of its own', async () => {
    const child = gated('cat > /dev/null; echo alone');
    expect(spawnSync('ps', ['-o', 'pgid=', '-p', String(child.ref.pid)], { encoding: 'utf8' }).stdout.trim()).toBe(
      String(child.ref.pid),
    );
    child.process.stdin?.destroy();
    await once(child.process, 'exit');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('alone\n');
  });
});

describe('endProcess', () => {
  it('given a process that obeys, ends it by the signal', async () => {
    const child = gated('exec sleep 60');
    expect(await endProcess(child.ref, 'SIGTERM', 20_000)).toBe(true);
    expect(isAlive(child.ref)).toBe(false);
  });

  it('given one that ignores the signal, kills it after the grace time, with every process of its group', async () => {
    const child = gated('trap "" TERM; sleep 60 & echo $!; while :; do sleep 60; done');
    let sleeper: ProcessRef | null = null;
    while ((sleeper = processRef(Number(readFileSync(join(folder, 'log'), 'utf8').trim() || -1))) === null)
      await sleep(10);
    expect(await endProcess(child.ref, 'SIGTERM', 100)).toBe(false);
    expect(isAlive(child.ref)).toBe(false);
    expect(await gone(sleeper, 20_000)).toBe(true);
  });

  it('given a pid that belongs to another process by now, leaves that one alone', async () => {
    const child = gated('exec sleep 60');
    expect(await endProcess({ ...child.ref, started: 'earlier' }, 'SIGKILL', 100)).toBe(true);
    expect(isAlive(child.ref)).toBe(true);
    await endProcess(child.ref, 'SIGKILL', 1_000);
  });
});

describe('runCommand', () => {
  it('returns code and both streams, and passes input and lines on', async () => {
    const lines: string[] = [];
    const result = await runCommand(sh('cat; echo one >&2; echo two >&2; exit 3'), {
      input: 'in',
      onErrorLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ code: 3, stdout: 'in', stderr: 'one\ntwo\n' });
    expect(lines).toEqual(['one', 'two']);
  });

  it('given a program that does not exist, says so instead of throwing', async () => {
    const result = await runCommand({ command: join(folder, 'none'), args: [], env });
    expect(result.code).toBeNull();
    expect(result.stderr).toContain('ENOENT');
  });

  it('given a time limit or an abort, ends the whole group', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const limited = runCommand(sh('sleep 60 | sleep 60'), { timeoutMs: 100 });
    const aborted = runCommand(sh('sleep 60 | sleep 60'), { signal: abort.signal });
    expect((await limited).code).toBeNull();
    expect((await aborted).code).toBeNull();
    expect((await runCommand(sh('sleep 60'), { signal: abort.signal })).code).toBeNull();
  });
});

describe('ports', () => {
  it('finds a free one, and sees that one is taken', async () => {
    const port = await freePort();
    expect(await isPortFree('127.0.0.1', port)).toBe(true);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    expect(await isPortFree('127.0.0.1', (server.address() as AddressInfo).port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
  });
});
