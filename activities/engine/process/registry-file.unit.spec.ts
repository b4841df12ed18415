import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProcessGroups } from './process-groups.js';
import { readRegistry, type RegistryHeader } from './registry-file.js';

const worker: RegistryHeader = {
  kind: 'worker',
  pid: 1,
  started: 'b:1',
  incarnation: 'i',
  host: 'h',
  pidNamespace: 'n',
};
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'continuo-registry-'));
  path = join(folder, 'worker.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('ProcessGroups', () => {
  it('tells a reader at any time which groups may live', () => {
    const groups = new ProcessGroups(path, worker);
    expect(readRegistry(path)).toEqual({ worker, guard: null, groups: [] });
    groups.add({ pid: 2, started: 'b:2' });
    groups.add({ pid: 3, started: 'b:3' });
    groups.setGuard({ pid: 9, started: 'b:9' });
    groups.remove({ pid: 2, started: 'b:2' });
    expect(readRegistry(path)).toEqual({
      worker,
      guard: { pid: 9, started: 'b:9' },
      groups: [{ pid: 3, started: 'b:3' }],
    });
    groups.close();
  });

  it('keeps its file small however many processes come and go', () => {
    const groups = new ProcessGroups(path, worker);
    groups.add({ pid: 7, started: 'b:7' });
    for (let pid = 100; pid < 12_000; pid += 1) {
      groups.add({ pid, started: 'b:8' });
      groups.remove({ pid, started: 'b:8' });
    }
    expect(readRegistry(path)?.groups).toEqual([{ pid: 7, started: 'b:7' }]);
    expect(readFileSync(path).length).toBeLessThan(1_000_000);
    groups.close();
  });
});

describe('readRegistry', () => {
  it('passes over a last line that a crash has cut', () => {
    const groups = new ProcessGroups(path, worker);
    groups.add({ pid: 2, started: 'b:2' });
    groups.close();
    appendFileSync(path, '{"kind":"gone","pi');
    expect(readRegistry(path)?.groups).toEqual([{ pid: 2, started: 'b:2' }]);
  });
  it('answers null where there is no file', () => expect(readRegistry(join(folder, 'none'))).toBeNull());
});
