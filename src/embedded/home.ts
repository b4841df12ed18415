import { chmodSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of one CONTINUO_HOME. Only its owner can read them; other users may pass through to what is theirs. */
export interface Home {
  readonly root: string;
  /** Locks, the record of children, service.json. */
  readonly run: string;
  readonly logs: string;
  readonly postgres: string;
  readonly temporal: string;
}

/** Makes the folders that are missing. @throws where the file system refuses, with the folder in the message. */
export function openHome(path: string): Home {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const root = realpathSync(path);
  const folder = (name: string): string => {
    mkdirSync(join(root, name), { recursive: true, mode: 0o700 });
    return join(root, name);
  };
  return { root, run: folder('run'), logs: folder('logs'), postgres: folder('postgres'), temporal: folder('temporal') };
}

/** Lets other users pass through folders of ours (not list or read them): PostgreSQL runs as another user when we are root. */
export function makeTraversable(...folders: readonly string[]): void {
  for (const folder of folders) {
    const mode = statSync(folder).mode & 0o7777;
    if ((mode & 0o011) !== 0o011) chmodSync(folder, mode | 0o011);
  }
}
