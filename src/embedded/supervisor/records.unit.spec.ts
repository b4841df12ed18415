import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHome } from '../home.js';
import { isAlive, processRef } from '../process/process-identity.js';
import { openChildLog, rotateLog } from './child-log.js';
import { openChildrenRecord } from './children-record.js';
import { endLeftovers } from './end-leftovers.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'continuo-records-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process in a group of its own, as children of the supervisor are. */
async function sleeper() {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  return processRef(child.pid ?? 0) ?? { pid: 0, started: '' };
}

describe('the record of children', () => {
  it('outlives its supervisor: the next start ends what is alive, reports all, and forgets them', async () => {
    const home = openHome(join(folder, 'home'));
    const alive = await sleeper();
    const reused = await sleeper();
    const first = openChildrenRecord(home);
    first.add('postgres', alive);
    first.add('worker', { ...reused, started: 'before the pid was used again' });

    const said: string[] = [];
    const next = openChildrenRecord(home);
    const left = await endLeftovers(next, (line) => said.push(line));
    expect(left.map(({ name }) => name)).toEqual(['worker', 'postgres']);
    expect(said).toEqual([`Ending postgres (pid ${alive.pid}), which an earlier start left behind`]);
    expect([isAlive(alive), isAlive(reused)]).toEqual([false, true]);
    expect(openChildrenRecord(home).all()).toEqual([]);
    process.kill(reused.pid, 'SIGKILL');
  });

  it('given a copy of a home, leaves the children of the original alone', async () => {
    const original = openHome(join(folder, 'original'));
    const alive = await sleeper();
    openChildrenRecord(original).add('postgres', alive);
    cpSync(original.root, join(folder, 'copy'), { recursive: true });
    expect(await endLeftovers(openChildrenRecord(openHome(join(folder, 'copy'))), () => undefined)).toEqual([]);
    expect(isAlive(alive)).toBe(true);
    process.kill(alive.pid, 'SIGKILL');
  });

  it('given a record that cannot be read, begins with none', () => {
    const home = openHome(join(folder, 'home'));
    writeFileSync(join(home.run, 'children.json'), '{"home":');
    expect(openChildrenRecord(home).all()).toEqual([]);
  });
});

describe('the log of a child', () => {
  it('is readable by its owner only, and knows the last words of this launch alone', () => {
    const path = join(folder, 'child.log');
    writeFileSync(path, 'of an earlier launch\n', { mode: 0o600 });
    const log = openChildLog(path);
    appendFileSync(path, 'one\ntwo\n');
    expect(log.lastWords()).toBe('one\ntwo');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    log.close();
  });

  it('given a log that was cut meanwhile, the last words are those since', () => {
    const path = join(folder, 'child.log');
    writeFileSync(path, 'x'.repeat(100));
    const log = openChildLog(path);
    rotateLog(path, 50);
    appendFileSync(path, 'after\n');
    expect(log.lastWords()).toBe('after');
    log.close();
  });

  it('keeps one older part when it is too long', () => {
    const path = join(folder, 'child.log');
    writeFileSync(path, 'x'.repeat(100));
    rotateLog(path, 100);
    expect(existsSync(`${path}.1`)).toBe(false);
    rotateLog(path, 99);
    expect(readFileSync(`${path}.1`, 'utf8')).toHaveLength(100);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
