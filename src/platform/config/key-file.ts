import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;

/**
 * The key that encrypts secrets at rest and payloads in Temporal: 32 bytes in `<home>/secret.key`, mode 0600, made at first use.
 * Several processes may ask at once: one of them makes it, all get the same. @throws where the file holds something else
 */
export function loadKey(home: string): Buffer {
  const path = join(home, 'secret.key');
  const known = readKey(path);
  if (known !== null) return known;
  mkdirSync(home, { recursive: true, mode: 0o700 });
  createKey(home, path);
  const made = readKey(path);
  if (made === null) throw new Error(`${path} vanished while it was made`);
  return made;
}

/** A key as settings give it: 64 hex digits, or base64. @throws for anything that is not 32 bytes */
export function parseKey(text: string): Buffer {
  const key = Buffer.from(text.trim(), /^[0-9a-fA-F]{64}$/.test(text.trim()) ? 'hex' : 'base64');
  if (key.length !== KEY_BYTES) throw new Error(`a key has ${KEY_BYTES} bytes, this one ${key.length}`);
  return key;
}

function readKey(path: string): Buffer | null {
  try {
    return parseKey(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`cannot use the key in ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Written whole under another name, then linked: a link never replaces a key that another process made meanwhile. */
function createKey(home: string, path: string): void {
  const draft = join(home, `secret.key.${process.pid}-${randomBytes(4).toString('hex')}`);
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
