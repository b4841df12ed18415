import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../files/exclusive-lock.js';
import type { TemporalBinary, TemporalSource } from './find-temporal.js';
import { TEMPORAL_RELEASE } from './temporal-release.js';

/** The place of the pinned binary in the user's cache. */
export interface TemporalCache {
  readonly binary: string;
  readonly cached: TemporalSource;
  /** Runs work while no other process writes here. A killed holder holds nothing. */
  locked<T>(work: () => Promise<T>): Promise<T>;
  /** A new folder to work in; what killed processes left of such folders is removed. Call it under the lock. */
  workFolder(): string;
  /** Makes a finished program the cached one, in one step. */
  keep(program: string, source: TemporalBinary['source']): TemporalBinary;
}

const LOOK_AGAIN_MS = 250;

/** `CACHE/temporal/<version>-<platform>-<arch>/temporal`: one per machine type, so that a shared home folder does no harm. */
export function temporalCache(cacheFolder: string, say: (line: string) => void): TemporalCache {
  const folder = join(cacheFolder, 'temporal', `${TEMPORAL_RELEASE.cli}-${process.platform}-${process.arch}`);
  const binary = join(folder, 'temporal');
  const found = (source: TemporalBinary['source']): TemporalBinary => ({
    path: binary,
    server: TEMPORAL_RELEASE.server,
    source,
  });
  return {
    binary,
    cached: async () =>
      (statSync(binary, { throwIfNoEntry: false })?.size ?? 0) > 0 ? found('cache') : `${binary} is not there`,
    locked: (work) => whileLocked(folder, say, work),
    workFolder: () => {
      for (const name of readdirSync(folder).filter((each) => each.startsWith('work-')))
        rmSync(join(folder, name), { recursive: true, force: true });
      const work = join(folder, `work-${randomBytes(4).toString('hex')}`);
      mkdirSync(work, { recursive: true });
      return work;
    },
    keep: (program, source) => {
      chmodSync(program, 0o755);
      syncFile(program);
      renameSync(program, binary);
      return found(source);
    },
  };
}

async function whileLocked<T>(folder: string, say: (line: string) => void, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    const lock = tryLock(folder, 'lock');
    if (lock.kind === 'held') return work().finally(lock.release);
    if (!told) say(`Waiting for process ${lock.holder.pid}, which is fetching the Temporal server`);
    told = true;
    await sleep(LOOK_AGAIN_MS);
  }
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}
