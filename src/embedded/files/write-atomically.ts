import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes a whole file so that a reader, or a start after a crash, sees the old content or the new one and nothing between.
 * Synchronous: some callers must be on record before they go on. @throws as the file system does.
 */
export function writeAtomically(path: string, content: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.draft`;
  const fd = openSync(draft, 'wx', mode);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
