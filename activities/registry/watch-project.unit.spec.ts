import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadUserCode } from './user-code.js';
import { watchProject, type ProjectWatch } from './watch-project.js';

let root = '';
let watch: ProjectWatch | undefined;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'watch-')));
});
afterEach(async () => watch?.close());

describe('watchProject', () => {
  it('calls once for changes that come together, and for a configuration that appears', async () => {
    let calls = 0;
    const settled = async (): Promise<number> => {
      for (let before = -1; before !== calls; await sleep(400)) before = calls;
      return calls;
    };
    watch = watchProject(await loadUserCode({ directory: root }), () => void (calls += 1), 200);
    await watch.ready();
    await writeFile(join(root, 'continuo.config.ts'), `export default { dags: ['dags/*.yaml'] };`);
    await expect.poll(() => calls).toBe(1);
    await watch.follow(await loadUserCode({ directory: root }));
    await watch.ready();
    await settled();
    await mkdir(join(root, 'dags'));
    for (let i = 0; i < 20; i += 1) await writeFile(join(root, `dags/${i}.yaml`), 'id: a');
    await expect.poll(() => calls).toBeGreaterThan(1);
    const made = await settled();
    expect(made).toBeLessThan(5);
    await writeFile(join(root, 'dags/note.txt'), 'no DAG');
    await writeFile(join(root, 'unrelated.yaml'), 'not among the globs');
    expect(await settled()).toBe(made);
    await writeFile(join(root, 'dags/1.yaml'), 'id: b');
    await expect.poll(() => calls).toBe(made + 1);
  });

  it('sees what was written while the code was loaded, before anything watched it', async () => {
    let calls = 0;
    await writeFile(join(root, 'continuo.config.ts'), `export default { dags: ['dags/*.yaml'] };`);
    await mkdir(join(root, 'dags'));
    await writeFile(join(root, 'dags/old.yaml'), 'id: old');
    await sleep(100);
    const first = await loadUserCode({ directory: root });
    await writeFile(join(root, 'dags/late.yaml'), 'id: late');
    watch = watchProject(first, () => void (calls += 1), 100);
    await expect.poll(() => calls).toBe(1);
    await sleep(100);
    const second = await loadUserCode({ directory: root });
    await writeFile(join(root, 'dags/later.yaml'), 'id: later');
    await watch.follow(second);
    await expect.poll(() => calls).toBe(2);
    await sleep(100);
    await watch.follow(await loadUserCode({ directory: root }));
    await watch.ready();
    await sleep(400);
    expect(calls).toBe(2);
  });
});
