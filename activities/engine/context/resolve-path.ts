import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { TaskFailure } from '../../sdk/index.js';

const MOST_LINKS = 40;

/**
 * Absolute, symlink-free form of a path, which need not exist; relative ones start at the first root.
 * @throws TaskFailure of type PathNotAllowed outside the roots
 */
export async function resolvePath(path: string, roots: readonly string[]): Promise<string> {
  if (path.includes('\0')) throw notAllowed('a path with a NUL', roots);
  const real = await realpathOfNearest(resolve(roots[0] ?? sep, path));
  for (const root of roots) if (isInside(await realpathOfNearest(root), real)) return real;
  throw notAllowed(path, roots);
}

const notAllowed = (path: string, roots: readonly string[]): TaskFailure =>
  new TaskFailure(
    'PathNotAllowed',
    `${path} is not under ${roots.join(' or ')}: add its folder to files.roots of continuo.config.ts`,
    {
      retryable: false,
    },
  );

/** The deepest part that exists is resolved; what does not exist cannot be a link. A link to nowhere leads to where it would be made. */
async function realpathOfNearest(path: string, links = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === dirname(path)) throw error;
  }
  const parent = await realpathOfNearest(dirname(path), links);
  const target = await readlink(join(parent, basename(path))).catch(() => null);
  if (target === null) return join(parent, basename(path));
  if (links >= MOST_LINKS) throw new TaskFailure('PathNotAllowed', `${path}: too many links`, { retryable: false });
  return realpathOfNearest(resolve(parent, target), links + 1);
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way.split(sep)[0] !== '..');
}
