import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../files/read-json.js';
import { writeAtomically } from '../files/write-atomically.js';
import type { Home } from '../home.js';

const Moved = z.object({ folder: z.string() });
const Belongs = z.object({ home: z.string() });

const movedFile = (homeRoot: string): string => join(homeRoot, 'postgres', 'moved.json');
const belongsFile = (folder: string): string => join(folder, 'home.json');

/**
 * The folder outside the home in which a home's PostgreSQL data lies, or null where it lies inside. The home names the folder
 * and the folder names the home: a home that was moved takes its data along, a copied home may not use the original's.
 * @throws Error that says what to do when the folder is missing or belongs to another home.
 */
export function movedFolder(home: Home): string | null {
  const folder = readJson(movedFile(home.root), Moved)?.folder ?? null;
  if (folder === null) return null;
  const advice = `or delete ${movedFile(home.root)} to begin with an empty database`;
  if (!existsSync(folder))
    throw new Error(`the PostgreSQL data of ${home.root} is missing from ${folder}: restore it, ${advice}`);
  const owner = readJson(belongsFile(folder), Belongs)?.home ?? home.root;
  if (owner !== home.root && names(owner, folder)) {
    throw new Error(
      `${home.root} is a copy of ${owner}, whose PostgreSQL data lies in ${folder}: dump and restore it with pg_dump, ${advice}`,
    );
  }
  writeAtomically(belongsFile(folder), JSON.stringify({ home: home.root }));
  return folder;
}

/** A new folder below `root` for a home's data, made by `make`; both name each other before anything is written into it. */
export function newMovedFolder(home: Home, root: string, make: (folder: string) => string): string {
  const folder = make(join(realpathSync(root), randomBytes(8).toString('hex')));
  writeAtomically(belongsFile(folder), JSON.stringify({ home: home.root }));
  writeAtomically(movedFile(home.root), JSON.stringify({ folder }));
  return folder;
}

const names = (homeRoot: string, folder: string): boolean => readJson(movedFile(homeRoot), Moved)?.folder === folder;
