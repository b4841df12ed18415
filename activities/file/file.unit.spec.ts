import { mkdir, mkdtemp, readFile, readdir, realpath, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pokeSensor, runOperator, testContext, type TestContext } from '../sdk/testing/index.js';
import { fileRead } from './read/file-read.js';
import { fileSensor } from './sensor/file-sensor.js';
import { fileWrite } from './write/file-write.js';

let root = '';
let context: TestContext;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'file-')));
  context = testContext({ roots: [root] });
});
const read = async (given: object) => (await runOperator(fileRead, context, given)).value;
const write = async (given: object) => (await runOperator(fileWrite, context, given)).value;
const poke = (given: object, at = context) => pokeSensor(fileSensor, at, given);

describe('file.read', () => {
  it('gives the content as the format or the extension says', async () => {
    await writeFile(join(root, 'a.txt'), '\uFEFFä\n');
    await writeFile(join(root, 'a.json'), '{"a":[1]}');
    await writeFile(join(root, 'a.jsonl'), '{"a":1}\n\n2\n');
    await writeFile(join(root, 'a.csv'), 'id,name\n1,"x, ""y"""\n2,\n');
    expect(await read({ path: 'a.txt' })).toBe('ä\n');
    expect(await read({ path: 'a.json' })).toEqual({ a: [1] });
    expect(await read({ path: 'a.json', format: 'text' })).toBe('{"a":[1]}');
    expect(await read({ path: 'a.jsonl' })).toEqual([{ a: 1 }, 2]);
    expect(await read({ path: join(root, 'a.csv') })).toEqual([
      { id: '1', name: 'x, "y"' },
      { id: '2', name: '' },
    ]);
  });

  it('names the line of what it cannot read', async () => {
    await writeFile(join(root, 'a.jsonl'), '1\n{');
    await writeFile(join(root, 'a.csv'), 'a,b\n1,2\n3\n');
    await expect(read({ path: 'a.jsonl' })).rejects.toMatchObject({
      name: 'BadContent',
      message: expect.stringContaining('line 2'),
    });
    await expect(read({ path: 'a.csv' })).rejects.toMatchObject({
      name: 'BadContent',
      message: expect.stringContaining('line 3'),
    });
  });

  it('refuses what is missing, outside of the roots, behind a link, or too large', async () => {
    await expect(read({ path: 'gone.txt' })).rejects.toMatchObject({ name: 'FileNotFound' });
    await expect(read({ path: '../../etc/hostname' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
    await symlink('/etc/hostname', join(root, 'link.txt'));
    await expect(read({ path: 'link.txt' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
    await writeFile(join(root, 'large.txt'), '');
    await truncate(join(root, 'large.txt'), 17 * 1024 * 1024);
    await expect(read({ path: 'large.txt' })).rejects.toMatchObject({
      name: 'FileTooLarge',
      options: { retryable: false },
    });
    await expect(read({ path: '.' })).rejects.toMatchObject({ name: 'FileUnusable' });
  });
});

describe('file.write', () => {
  it('gives path and bytes, makes the folder, and replaces in one step', async () => {
    expect(await write({ path: 'out/ä.txt', content: 'ä' })).toEqual({ path: join(root, 'out/ä.txt'), bytes: 2 });
    await write({ path: 'out/ä.txt', content: 'new' });
    expect(await readFile(join(root, 'out/ä.txt'), 'utf8')).toBe('new');
    expect(await readdir(join(root, 'out'))).toEqual(['ä.txt']);
  });

  it('writes what file.read gives back', async () => {
    const rows = [
      { id: '1', name: 'x, "y"\nz' },
      { id: '2', name: ' spaced ' },
    ];
    for (const [path, content] of [
      ['a.json', { a: [1, null] }],
      ['a.jsonl', [{ a: 1 }, 'x']],
      ['a.csv', rows],
    ] as const) {
      await write({ path, content });
      expect(await read({ path })).toEqual(content);
    }
  });

  it('refuses content that the format cannot hold, and paths outside of the roots', async () => {
    await expect(write({ path: 'a.csv', content: [1] })).rejects.toMatchObject({ name: 'BadContent' });
    await expect(write({ path: 'a.jsonl', content: { a: 1 } })).rejects.toMatchObject({ name: 'BadContent' });
    await expect(write({ path: 'a.txt' })).rejects.toThrow('with.content');
    await expect(write({ path: '/etc/continuo-test', content: 'x' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
    await symlink('/etc', join(root, 'etc'));
    await expect(write({ path: 'etc/continuo-test', content: 'x' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
    await mkdir(join(root, 'folder'));
    await expect(write({ path: 'folder', content: 'x' })).rejects.toMatchObject({ name: 'FileUnusable' });
  });
});

describe('sensor.file', () => {
  it('waits for a file of enough bytes', async () => {
    expect(await poke({ path: 'in.csv', minBytes: 3 })).toEqual({ done: false });
    await writeFile(join(root, 'in.csv'), 'ab');
    expect(await poke({ path: 'in.csv', minBytes: 3 })).toEqual({ done: false });
    expect(await poke({ path: 'in.csv' })).toEqual({ done: true, value: [join(root, 'in.csv')] });
    await writeFile(join(root, 'in.csv'), 'abc');
    expect(await poke({ path: 'in.csv', minBytes: 3 })).toMatchObject({ done: true });
  });

  it('takes globs; folders and files that a link leads out do not count', async () => {
    await mkdir(join(root, 'in/deep'), { recursive: true });
    await mkdir(join(root, 'in/x.csv'));
    await symlink('/etc/hostname', join(root, 'in/out.csv'));
    expect(await poke({ path: 'in/**/*.csv' })).toEqual({ done: false });
    expect(await poke({ path: 'nowhere/*.csv' })).toEqual({ done: false });
    await writeFile(join(root, 'in/deep/b.csv'), 'b');
    await writeFile(join(root, 'in/a.csv'), 'a');
    expect(await poke({ path: join(root, 'in/**/*.csv') })).toEqual({
      done: true,
      value: [join(root, 'in/a.csv'), join(root, 'in/deep/b.csv')],
    });
    await expect(poke({ path: '/etc/*' })).rejects.toMatchObject({ name: 'PathNotAllowed' });
  });

  it('waits until the files no longer change', async () => {
    await writeFile(join(root, 'in.csv'), 'a');
    await utimes(join(root, 'in.csv'), new Date(0), new Date(0));
    const given = { path: 'in.csv', stableFor: '10s' };
    expect(await poke(given)).toEqual({ done: false });
    const later = testContext({ roots: [root], now: () => Date.now() + 11_000 });
    expect(await poke(given, later)).toMatchObject({ done: true });
  });
});
