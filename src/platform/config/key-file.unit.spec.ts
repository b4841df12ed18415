import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKey, parseKey } from './key-file.js';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'continuo-key-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('loadKey', () => {
  it('makes a key once, readable by its owner only', () => {
    const key = loadKey(join(home, 'deep'));
    expect(key).toHaveLength(32);
    expect(loadKey(join(home, 'deep'))).toEqual(key);
    expect(statSync(join(home, 'deep', 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('given a file that holds no key, it says which and makes no other', () => {
    writeFileSync(join(home, 'secret.key'), 'short');
    expect(() => loadKey(home)).toThrow(/secret\.key: a key has 32 bytes/);
  });
});

describe('parseKey', () => {
  it('reads hex and base64', () => {
    const key = Buffer.alloc(32, 200);
    expect(parseKey(key.toString('hex'))).toEqual(key);
    expect(parseKey(key.toString('base64'))).toEqual(key);
  });
});
