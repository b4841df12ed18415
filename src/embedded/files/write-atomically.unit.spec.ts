import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson } from './read-json.js';
import { writeAtomically } from './write-atomically.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'continuo-write-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('writeAtomically', () => {
  it('given an old file that others may read, the new one is whole and readable by its owner only', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, 'a much longer old content');
    chmodSync(path, 0o644);
    writeAtomically(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('given a target that cannot be replaced, throws and leaves nothing behind', () => {
    expect(() => writeAtomically(folder, 'x')).toThrow();
    expect(() => writeAtomically(join(folder, 'no', 'such', 'folder'), 'x')).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(join(folder, '..')).filter((name) => name.startsWith(`${folder.split('/').at(-1)}.`))).toEqual(
      [],
    );
  });
});

describe('readJson', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['{"a":"1"}', null],
    ['{"a":', null],
  ])('reads %s as %o', (text, value) => {
    writeFileSync(join(folder, 'f.json'), text);
    expect(readJson(join(folder, 'f.json'), z.object({ a: z.number() }))).toEqual(value);
  });

  it('given no file, is null', () => {
    expect(readJson(join(folder, 'none.json'), z.unknown())).toBeNull();
  });
});
