import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^worker-[0-9a-f-]{36}\.jsonl$/;

/** Record of a worker's processes, in the data folder: read by its guard, by the supervisor, and by the next start on the machine. */
export const registryPath = (home: string, incarnation: string): string =>
  join(home, 'run', `worker-${incarnation}.jsonl`);

/** Folder of a worker's pipes, beside its record. */
export const pipesPath = (registry: string): string => registry.replace(/\.jsonl$/, '.pipes');

/** Records of all workers of a home, dead or alive. */
export function registryPaths(home: string): string[] {
  try {
    const folder = join(home, 'run');
    return readdirSync(folder).flatMap((name) => (NAME.test(name) ? [join(folder, name)] : []));
  } catch {
    return [];
  }
}
