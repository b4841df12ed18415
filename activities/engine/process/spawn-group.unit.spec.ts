import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, startTimeOf, type ProcessRef } from '../../../src/embedded/process/process-identity.js';
import type { ProcessResult } from '../../sdk/index.js';
import { RealPipes } from './real-pipes.js';
import { spawnGroup, type SpawnDeps } from './spawn-group.js';

let cwd = '';
let pipes: RealPipes;
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-spawn-')));
  pipes = new RealPipes(join(cwd, 'pipes'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

interface Ran extends ProcessResult {
  lines: string[];
  added: ProcessRef[];
  removed: ProcessRef[];
}

async function run(
  script: string,
  deps: Partial<SpawnDeps> = {},
  input?: string,
  heard: () => void = () => undefined,
): Promise<Ran> {
  const seen = { lines: [] as string[], added: [] as ProcessRef[], removed: [] as ProcessRef[] };
  const result = await spawnGroup(
    {
      file: 'bash',
      args: ['-c', script],
      cwd,
      env: { PATH: process.env['PATH'] ?? '', MINE: 'yes' },
      ...(input === undefined ? {} : { input }),
      onLine: (stream, text) => {
        seen.lines.push(`${stream}: ${text}`);
        heard();
      },
    },
    {
      groups: { add: (ref) => void seen.added.push(ref), remove: (ref) => void seen.removed.push(ref) },
      pipes,
      signal: new AbortController().signal,
      killAfterMs: () => 300,
      mask: (text) => text,
      longestSecret: () => 0,
      ready: () => null,
      ...deps,
    },
  );
  return { ...result, ...seen };
}

describe('spawnGroup', () => {
  it('gives lines of both streams and the exit code, in the folder and environment asked for', async () => {
    const ran = await run('echo out $MINE $HOME; echo err >&2; pwd; exit 3');
    expect(ran.exitCode).toBe(3);
    expect(ran.lines.filter((line) => line.startsWith('stdout'))).toEqual(['stdout: out yes', `stdout: ${cwd}`]);
    expect(ran.lines).toContain('stderr: err');
  });

  it('feeds the input and closes it', async () => {
    expect((await run('cat', {}, 'one\ntwo')).lines).toEqual(['stdout: one', 'stdout: two']);
  });

  it('gives real pipes: a shell can open them by name', async () => {
    const ran = await run('echo out > /dev/stdout; echo err > /dev/stderr');
    expect([...ran.lines].sort()).toEqual(['stderr: err', 'stdout: out']);
  });

  it('gives an empty input where there is none', async () => {
    expect((await run('cat; echo end')).lines).toEqual(['stdout: end']);
  });

  it('puts the group on record before anything executes, and off when it is gone', async () => {
    const marker = join(cwd, 'ran');
    const ran = await run(`touch ${marker}`, {
      groups: {
        add: (ref) => {
          expect(isAlive(ref)).toBe(true);
          expect(existsSync(marker)).toBe(false);
        },
        remove: (ref) => expect(isAlive(ref)).toBe(false),
      },
    });
    expect(ran.exitCode).toBe(0);
    expect(existsSync(marker)).toBe(true);
  });

  it('executes nothing where the record cannot be written', async () => {
    const marker = join(cwd, 'not-ran');
    const full = (): never => {
      throw new Error('no space left');
    };
    await expect(run(`touch ${marker}`, { groups: { add: full, remove: () => undefined } })).rejects.toThrow(
      'no space',
    );
    await sleep(100);
    expect(existsSync(marker)).toBe(false);
  });

  it('sends TERM to the whole group when it is aborted', async () => {
    const control = new AbortController();
    const stop = (): void => control.abort(new Error('stop'));
    const deps = { signal: control.signal, killAfterMs: () => 60_000 };
    const ran = await run('trap "echo bye; exit 7" TERM; echo up; sleep 60 & wait', deps, undefined, stop);
    expect([ran.exitCode, ran.lines]).toEqual([7, ['stdout: up', 'stdout: bye']]);
  });

  it('kills a group that ignores TERM', async () => {
    const control = new AbortController();
    const stop = (): void => control.abort(new Error('stop'));
    const deps = { signal: control.signal, killAfterMs: () => 200 };
    const ran = await run('trap "" TERM; echo up; while true; do sleep 0.05; done', deps, undefined, stop);
    expect(ran.signal).toBe('SIGKILL');
    expect(isAlive(ran.added[0] ?? { pid: 0, started: '' })).toBe(false);
  });

  it('kills what the leader leaves behind', async () => {
    const pidFile = join(cwd, 'left');
    const ran = await run(`sleep 60 & echo $! > ${pidFile}; echo done`);
    expect(ran.lines).toEqual(['stdout: done']);
    expect(startTimeOf(Number(readFileSync(pidFile, 'utf8')))).toBeNull();
  });

  it('does not wait for a process that left the group and holds the pipes', async () => {
    const ran = await run(`setsid sleep 5 & echo $! > /dev/null; sleep 0.1; echo done`);
    expect(ran.lines).toEqual(['stdout: done']);
  });

  it.each([
    ['a program that is not there', { file: 'no-such-program', cwd: '/' }, 'ENOENT'],
    ['a folder that is not there', { file: 'bash', cwd: '/no/such/folder' }, 'ENOENT'],
    ['a file that cannot be executed', { file: '/etc/passwd', cwd: '/' }, 'EACCES'],
  ])('given %s, rejects with code %o', async (_, what, code) => {
    const request = { args: [], env: { PATH: '/usr/bin:/bin' }, onLine: () => undefined, ...what };
    const groups = { add: () => undefined, remove: () => undefined };
    const signal = new AbortController().signal;
    const deps = {
      groups,
      pipes,
      signal,
      killAfterMs: () => 1,
      mask: String,
      longestSecret: () => 0,
      ready: () => null,
    };
    await expect(spawnGroup(request, deps)).rejects.toMatchObject({ code });
  });

  it('rejects with what a callback throws, and leaves no process', async () => {
    const refs: ProcessRef[] = [];
    const thrown = spawnGroup(
      {
        file: 'bash',
        args: ['-c', 'echo x; sleep 60'],
        cwd,
        env: { PATH: process.env['PATH'] ?? '' },
        onLine: () => {
          throw new Error('mine');
        },
      },
      {
        groups: { add: (ref) => void refs.push(ref), remove: () => undefined },
        pipes,
        signal: new AbortController().signal,
        killAfterMs: () => 100,
        mask: String,
        longestSecret: () => 0,
        ready: () => null,
      },
    );
    await expect(thrown).rejects.toThrow('mine');
    expect(refs.map(isAlive)).toEqual([false]);
  });

  it('reads no faster than its log takes lines', async () => {
    let waits = 0;
    const ran = await run('yes | head -c 2000000', {
      ready: () => {
        waits += 1;
        return sleep(1);
      },
    });
    expect(ran.lines).toHaveLength(1_000_000);
    expect(waits).toBeGreaterThan(5);
  });
});
