import { closeSync, copyFileSync, fstatSync, openSync, readdirSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const TAIL_BYTES = 4_096;
const ROTATE_BYTES = 32 * 1024 * 1024;
const ROTATE_EVERY_MS = 30_000;

/** The log file of one child, which writes into it directly, so that it is never blocked by us or cut off with us. */
export interface ChildLog {
  readonly fd: number;
  /** The last lines written since this log was opened. */
  lastWords(): string;
  close(): void;
}

/** Opens the log for one launch, appending. */
export function openChildLog(path: string): ChildLog {
  rotateLog(path);
  const fd = openSync(path, 'a+', 0o600);
  const from = fstatSync(fd).size;
  return {
    fd,
    close: () => closeSync(fd),
    lastWords: () => {
      const size = fstatSync(fd).size;
      const start = Math.max(size < from ? 0 : from, size - TAIL_BYTES);
      const buffer = Buffer.alloc(size - start);
      readSync(fd, buffer, 0, buffer.length, start);
      return buffer.toString('utf8').trim();
    },
  };
}

/** Keeps one older part beside the log. The writer appends, so it goes on at the new end after the cut. */
export function rotateLog(path: string, limitBytes = ROTATE_BYTES): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= limitBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
}

/** Looks at every log of a folder now and then; the timer keeps no process alive. A folder that someone removed is no harm. */
export function keepLogsSmall(folder: string): NodeJS.Timeout {
  const look = (): void => {
    try {
      for (const name of readdirSync(folder)) if (name.endsWith('.log')) rotateLog(join(folder, name));
    } catch {
      // Nothing to keep small.
    }
  };
  return setInterval(look, ROTATE_EVERY_MS).unref();
}
