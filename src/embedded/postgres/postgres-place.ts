import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/read-json.js';
import { writeAtomically } from '../files/write-atomically.js';
import { makeTraversable, type Home } from '../home.js';
import { canExecute, copyBinaries, packagedBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { choosePostgresUser, machineUsers, type Owner } from './postgres-user.js';

/** Where PostgreSQL's files lie, and who runs it (null: the user of this process). */
export interface PostgresPlace {
  readonly owner: Owner | null;
  /** Folder that holds `data`; the owner can write in it. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
}

/** Roots for folders of the PostgreSQL user, used where a parent of the home is closed to it. */
export const OWN_ROOTS = ['/var/lib/continuo', '/var/tmp/continuo'] as const;

const Moved = z.object({ folder: z.string() });

/**
 * As an ordinary user: inside the home. As root: PostgreSQL runs as another user; inside the home where that user can reach
 * it, else in a folder of that user's own, which the home remembers, so that later starts find the same data.
 */
export function placePostgres(
  home: Home,
  ownRoots: readonly string[] = OWN_ROOTS,
  packaged = packagedBinaries(),
): PostgresPlace {
  if (process.getuid?.() !== 0) return { owner: null, folder: home.postgres, binaries: packaged };
  const owner = choosePostgresUser(machineUsers);
  makeTraversable(home.root, home.postgres);
  const folder =
    rememberedFolder(home) ??
    (canEnter(home.postgres, owner) ? ownedFolder(home.postgres, 'cluster', owner) : moveOut(home, owner, ownRoots));
  const binaries = canExecute(packaged, owner)
    ? packaged
    : copyBinaries(packaged, join(firstRoot(ownRoots), 'binaries'));
  return { owner, folder, binaries };
}

const movedFile = (home: Home): string => join(home.postgres, 'moved.json');

function rememberedFolder(home: Home): string | null {
  const folder = readJson(movedFile(home), Moved)?.folder ?? null;
  if (folder !== null && !existsSync(folder)) {
    throw new Error(
      `the PostgreSQL data of ${home.root} lies in ${folder} (see ${movedFile(home)}), which is missing: restore it, or delete that file to begin with an empty database`,
    );
  }
  return folder;
}

function moveOut(home: Home, owner: Owner, ownRoots: readonly string[]): string {
  if (existsSync(join(home.postgres, 'cluster', 'data'))) {
    throw new Error(
      `user ${owner.name}, as whom PostgreSQL runs, can no longer reach ${home.postgres}: a parent folder was closed to it (chmod o+x the parents)`,
    );
  }
  const root = firstRoot(ownRoots);
  const folder = ownedFolder(root, createHash('sha256').update(home.root).digest('hex').slice(0, 16), owner);
  if (!canEnter(folder, owner))
    throw new Error(`user ${owner.name} cannot enter ${folder}: open its parent folders (chmod o+x)`);
  writeAtomically(movedFile(home), JSON.stringify({ folder }));
  return folder;
}

function ownedFolder(parent: string, name: string, owner: Owner): string {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function firstRoot(roots: readonly string[]): string {
  for (const root of roots) {
    try {
      mkdirSync(root, { recursive: true, mode: 0o755 });
      return root;
    } catch {
      // A read-only system folder: the next one.
    }
  }
  throw new Error(
    `none of ${roots.join(', ')} can be made, where PostgreSQL's data must lie because a parent of the home is closed (chmod o+x the parents of the home instead)`,
  );
}

/** Tried as that user, because modes, groups and access lists of every parent count. */
function canEnter(folder: string, owner: Owner): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: owner.uid, gid: owner.gid, cwd: '/', env: {} })
      .status === 0
  );
}
