import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolvePath } from './resolve-path.js';

let base = '';
let root = '';
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'continuo-path-')));
  root = join(base, 'root');
  mkdirSync(join(root, 'in'), { recursive: true });
  mkdirSync(join(base, 'out'));
  symlinkSync(join(base, 'out'), join(root, 'door'));
  symlinkSync('../out/new', join(root, 'nowhere'));
  symlinkSync('loop', join(root, 'loop'));
});
afterAll(() => rmSync(base, { recursive: true }));

describe('resolvePath', () => {
  it('starts relative paths at the first root, also those that do not exist yet', async () => {
    expect(await resolvePath('in/new/file', [root])).toBe(join(root, 'in/new/file'));
  });
  it('takes a path under any root, a root that does not exist included', async () => {
    expect(await resolvePath(join(base, 'later/x'), [root, join(base, 'later')])).toBe(join(base, 'later/x'));
  });
  it.each(['../out', '/etc/passwd', 'door/file', 'nowhere', 'nowhere/file', 'in/../../out', 'a\0b'])(
    'refuses %j',
    async (path) => {
      await expect(resolvePath(path, [root])).rejects.toMatchObject({ type: 'PathNotAllowed' });
    },
  );
});
