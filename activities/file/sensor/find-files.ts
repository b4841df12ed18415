import type { TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';

const MAGIC = /[*?[\]{}]|[!@+]\(/;

/**
 * Absolute paths that match, sorted. The part before the first wildcard must be under an allowed root; a match that a link leads out of the roots is
 * left out. A path without wildcards is itself.
 */
export async function findFiles(context: TaskContext, path: string): Promise<string[]> {
  if (!MAGIC.test(path)) return [await context.resolvePath(path)];
  const parts = path.split('/');
  const first = parts.findIndex((part) => MAGIC.test(part));
  const fixed = parts.slice(0, first).join('/');
  const folder = await context.resolvePath(fixed === '' && path.startsWith('/') ? '/' : fixed || '.');
  const { glob } = await import('tinyglobby');
  const pattern = parts.slice(first).join('/');
  const matches = await glob(pattern, {
    cwd: folder,
    absolute: true,
    dot: pattern.startsWith('.'),
    followSymbolicLinks: false,
  });
  const allowed = await Promise.all(matches.map((match) => allowedPath(context, match)));
  return [...new Set(allowed.flatMap((match) => (match === null ? [] : [match])))].sort();
}

async function allowedPath(context: TaskContext, path: string): Promise<string | null> {
  try {
    return await context.resolvePath(path);
  } catch (error) {
    const { type, code } = readError(error);
    if (type === 'PathNotAllowed' || code === 'ENOENT') return null;
    throw error;
  }
}
