import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeTraversable, type Home } from '../home.js';
import { movedFolder, newMovedFolder } from './moved-data.js';
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

/**
 * As an ordinary user: inside the home. As root: PostgreSQL runs as another user (the one that owns the data, where there is
 * some); inside the home where that user can reach it, else in a folder of that user's own, which the home remembers.
 * @throws Error that says what to do where no place is possible.
 */
export function placePostgres(
  home: Home,
  ownRoots: readonly string[] = OWN_ROOTS,
  packaged = packagedBinaries(),
): PostgresPlace {
  const inside = join(home.postgres, 'cluster');
  if (process.getuid?.() !== 0) return { owner: null, folder: madeFolder(inside, null), binaries: packaged };
  makeTraversable(home.root, home.postgres);
  const moved = movedFolder(home);
  const owner = ownerOf(join(moved ?? inside, 'data')) ?? choosePostgresUser(machineUsers);
  const folder =
    moved ?? (canEnter(home.postgres, owner) ? madeFolder(inside, owner) : moveOut(home, inside, owner, ownRoots));
  const binaries = canExecute(packaged, owner)
    ? packaged
    : copyBinaries(packaged, join(firstRoot(ownRoots), 'binaries'));
  return { owner, folder, binaries };
}

function moveOut(home: Home, inside: string, owner: Owner, ownRoots: readonly string[]): string {
  if (existsSync(join(inside, 'data'))) {
    throw new Error(
      `user ${owner.name}, as whom PostgreSQL runs, can no longer reach ${home.postgres}: a parent folder was closed to it (chmod o+x the parents)`,
    );
  }
  const root = firstRoot(ownRoots);
  if (!canEnter(root, owner))
    throw new Error(`user ${owner.name} cannot enter ${root}: open it and its parents (chmod o+x)`);
  return newMovedFolder(home, root, (folder) => madeFolder(folder, owner));
}

function madeFolder(folder: string, owner: Owner | null): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

/** Who owns a folder; null where there is none, or it belongs to root. */
function ownerOf(folder: string): Owner | null {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.uid === 0 ? null : { name: `number ${stat.uid}`, uid: stat.uid, gid: stat.gid };
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
    `none of ${roots.join(', ')} can be made, where PostgreSQL's files must lie because a parent of the home or of the project is closed (chmod o+x those parents instead)`,
  );
}

/** Tried as that user, because modes, groups and access lists of every parent count. */
function canEnter(folder: string, owner: Owner): boolean {
  const as = { uid: owner.uid, gid: owner.gid, cwd: '/', env: {} };
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], as).status === 0;
}
