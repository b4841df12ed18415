import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUN_SOURCE } from '../../../test/support/source-loader/run-source.js';
import { processRef } from '../process/process-identity.js';
import { tryLock } from './exclusive-lock.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'continuo-lock-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another process, for which this spec writes lock files as that process would. */
async function otherProcess() {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const ref = processRef(child.pid ?? 0);
  if (ref === null) throw new Error('sleep did not start');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { ref, kill };
}

describe('tryLock', () => {
  it('given a free lock, takes it; a second taking is told who holds it', () => {
    expect(tryLock(folder, 'lock').kind).toBe('held');
    expect(tryLock(folder, 'lock')).toMatchObject({ kind: 'busy', holder: { pid: process.pid } });
  });

  it('given a released lock, it can be taken again, any number of times, and old files do not pile up', () => {
    for (let round = 0; round < 5; round += 1) {
      const lock = tryLock(folder, 'lock');
      if (lock.kind !== 'held') throw new Error(`round ${round}: busy`);
      lock.release();
    }
    expect(readdirSync(folder)).toEqual(['lock.5']);
  });

  it('given a holder that was killed, the next one takes the lock without any clean-up', async () => {
    const other = await otherProcess();
    writeFileSync(join(folder, 'lock.1'), JSON.stringify(other.ref));
    expect(tryLock(folder, 'lock')).toEqual({ kind: 'busy', holder: other.ref });
    await other.kill();
    expect(tryLock(folder, 'lock').kind).toBe('held');
  });

  it('given a pid that now belongs to another process, the lock is free', async () => {
    const other = await otherProcess();
    writeFileSync(join(folder, 'lock.1'), JSON.stringify({ ...other.ref, started: 'long ago' }));
    expect(tryLock(folder, 'lock').kind).toBe('held');
    await other.kill();
  });

  it('given a file that nobody can read as a holder, the lock is free', () => {
    writeFileSync(join(folder, 'lock.3'), 'gibberish');
    expect(tryLock(folder, 'lock').kind).toBe('held');
    expect(readdirSync(folder)).toEqual(['lock.4']);
  });

  it('given a slow rival with a lower number, the higher number holds', () => {
    const mine = tryLock(folder, 'lock');
    expect(mine.kind).toBe('held');
    writeFileSync(join(folder, 'lock.0'), JSON.stringify({ pid: process.ppid, started: 'x' }));
    expect(tryLock(folder, 'lock')).toMatchObject({ kind: 'busy', holder: { pid: process.pid } });
  });

  it('given many processes that want it at once over a dead holder, exactly one gets it', async () => {
    writeFileSync(join(folder, 'lock.1'), JSON.stringify({ pid: 1, started: 'never' }));
    const worker = join(import.meta.dirname, '../../../test/support/embedded/take-lock.ts');
    const go = join(folder, 'go');
    const rivals = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [...RUN_SOURCE, worker, folder, go], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const answers = rivals.map(
      (rival) => new Promise<string>((resolve) => rival.stdout.on('data', (text) => resolve(String(text).trim()))),
    );
    writeFileSync(go, '');
    const said = await Promise.all(answers);
    rivals.forEach((rival) => rival.kill('SIGKILL'));
    expect(said.filter((answer) => answer === 'held')).toHaveLength(1);
    const winner = rivals[said.indexOf('held')]?.pid;
    const numbered = readdirSync(folder)
      .filter((name) => /^lock\.\d+$/.test(name))
      .sort();
    expect(JSON.parse(readFileSync(join(folder, numbered.at(-1) ?? ''), 'utf8')).pid).toBe(winner);
  });
});
