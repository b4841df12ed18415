import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeAtomically } from '../files/write-atomically.js';
import type { LaunchHistory } from '../supervisor/child-spec.js';

/** The server's database file of one home. It may be lost at any time: PostgreSQL is what must be kept, runs are opened again from it. */
export interface TemporalDatabase {
  readonly file: string;
  /** Makes way for a launch: removes a database whose schema was never finished, moves one that cannot be used aside. */
  prepare(history: LaunchHistory): void;
  /** To be called when the server has been ready on this file. */
  markUsable(): void;
}

const SUFFIXES = ['', '-wal', '-shm', '-journal'] as const;
const HEADER = 'SQLite format 3\0';
/** A server that twice in a row did not start on an existing database will not start on it the third time. */
const FAILED_STARTS_TO_MOVE = 2;
/** What another file would not cure. */
const NOT_ITS_FAULT = /disk is full|no space left|address already in use/i;

/**
 * The file is named after the server's version, since a server does not migrate an older one's. It is usable once a server
 * was ready on it (a mark beside it says so); before that, a kill may have left half a schema.
 */
export function temporalDatabase(folder: string, serverVersion: string, say: (line: string) => void): TemporalDatabase {
  const file = join(folder, `temporal-${serverVersion}.db`);
  const mark = `${file}.usable`;
  return {
    file,
    prepare: ({ failedStarts, lastWords }) => {
      for (const other of databasesIn(folder))
        if (other !== file) moveAside(folder, other, 'was written by another version of the server', say);
      if (!existsSync(file)) return removeAll(file);
      if (!existsSync(mark)) return removeAll(file);
      if (!hasHeader(file)) moveAside(folder, file, 'is not a database any more', say);
      else if (failedStarts >= FAILED_STARTS_TO_MOVE && !NOT_ITS_FAULT.test(lastWords))
        moveAside(folder, file, 'does not let the server start', say);
    },
    markUsable: () => (existsSync(mark) ? undefined : writeAtomically(mark, '')),
  };
}

function databasesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => join(folder, name));
}

function moveAside(folder: string, file: string, why: string, say: (line: string) => void): void {
  const target = join(folder, `aside-${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${basename(file)}`);
  mkdirSync(target);
  for (const suffix of [...SUFFIXES, '.usable'])
    if (existsSync(file + suffix)) renameSync(file + suffix, join(target, basename(file) + suffix));
  say(
    `Temporal's database ${basename(file)} ${why}: moved to ${target}. Nothing is lost: unfinished runs go on from PostgreSQL`,
  );
}

function removeAll(file: string): void {
  for (const suffix of [...SUFFIXES, '.usable']) rmSync(file + suffix, { force: true });
}

function hasHeader(file: string): boolean {
  const fd = openSync(file, 'r');
  const head = Buffer.alloc(HEADER.length);
  readSync(fd, head, 0, head.length, 0);
  closeSync(fd);
  return head.toString('latin1') === HEADER;
}
