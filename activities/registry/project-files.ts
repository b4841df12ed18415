import { access } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';

const IGNORED = ['**/node_modules/**', '**/*.d.ts', '**/*.{spec,test}.{ts,js,mts,mjs}'];

export interface FoundFiles {
  /** Absolute, sorted, each once. */
  files: string[];
  /** Entries without wildcards that lead to no file. */
  missing: string[];
}

/** The files that globs and paths name, relative to the project's folder. */
export async function findProjectFiles(directory: string, patterns: readonly string[]): Promise<FoundFiles> {
  const globs = patterns.filter((pattern) => isDynamicPattern(pattern));
  const plain = patterns.filter((pattern) => !isDynamicPattern(pattern));
  const matched = globs.length === 0 ? [] : await glob(globs, { cwd: directory, absolute: true, ignore: IGNORED });
  const missing: string[] = [];
  const named: string[] = [];
  for (const path of plain) {
    const file = await firstExisting(resolve(directory, path));
    if (file === null) missing.push(path);
    else named.push(file);
  }
  return { files: [...new Set([...matched, ...named])].sort(), missing };
}

/** A module may be named without its extension. */
async function firstExisting(path: string): Promise<string | null> {
  for (const candidate of [`${path}.ts`, `${path}.mts`, `${path}.js`, `${path}.mjs`, join(path, 'index.ts'), path]) {
    if (await exists(candidate)) return candidate;
  }
  return null;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** The folder in which a glob begins, for the watcher. */
export function baseOf(directory: string, pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => isDynamicPattern(part));
  return resolve(directory, parts.slice(0, first < 0 ? parts.length : first).join('/') || '.');
}

/** As it is shown: relative to the project where it is inside, with slashes. */
export function shownPath(directory: string, path: string): string {
  const way = relative(directory, path);
  return isAbsolute(way) || way.startsWith('..') ? path : way.split(sep).join('/');
}
