import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { PokeResult, TaskContext } from '../../sdk/index.js';
import { readError } from '../../sdk/read-error.js';
import { findFiles } from './find-files.js';
import type { FileSensorWith } from './schema.js';

/** Done when at least one file is large enough and none of those that are has changed within `stableFor`. */
export async function pokeFile(context: TaskContext, params: FileSensorWith): Promise<PokeResult> {
  const found = await Promise.all((await findFiles(context, params.path)).map(describe));
  const files = found.flatMap((file) => (file !== null && file.stats.size >= params.minBytes ? [file] : []));
  // a change in this very millisecond lies ahead of the clock, which counts whole ones
  const changing = files.filter(
    ({ stats }) => params.stableFor > 0 && context.now() - lastChange(stats) < params.stableFor,
  );
  if (files.length > 0 && changing.length === 0) return { done: true, value: files.map(({ path }) => path) };
  const reason = changing.length > 0 ? `${changing.length} of ${files.length} files still change` : 'no such file';
  context.logger.info(`not yet: ${reason}`);
  return { done: false };
}

/** A file that was moved here keeps its mtime, but not its ctime. */
const lastChange = ({ mtimeMs, ctimeMs }: Stats): number => Math.max(mtimeMs, ctimeMs);

async function describe(path: string): Promise<{ path: string; stats: Stats } | null> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? { path, stats } : null;
  } catch (error) {
    if (readError(error).code === 'ENOENT') return null;
    throw error;
  }
}
