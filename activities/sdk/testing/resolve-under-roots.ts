import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { TaskFailure } from '../failures.js';

/** Absolute, symlink-free form of a path, which need not exist; relative ones start at the first root. Refused outside the roots. */
export async function resolveUnderRoots(path: string, roots: readonly string[]): Promise<string> {
  const real = await realpathOfNearest(resolve(roots[0] ?? '/', path));
  for (const root of roots) {
    if (isInside(await realpath(root), real)) return real;
  }
  throw new TaskFailure('PathNotAllowed', `path ${path} is not under ${roots.join(' or ')}`, { retryable: false });
}

/** The deepest part that exists is resolved; what does not exist cannot be a link. */
async function realpathOfNearest(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT' || path === dirname(path)) throw error;
    return join(await realpathOfNearest(dirname(path)), basename(path));
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way.split('/')[0] !== '..');
}
