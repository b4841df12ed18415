import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { defineOperator } from 'continuo/sdk';
import { z } from 'zod';

/** So many files in one update: what is told of an update has at most 16 KiB. */
const MOST_FILES = 50;

const params = z.strictObject({
  folder: z.string().min(1).describe('Where others put files: under a name that does not match, then renamed'),
  pattern: z.string().min(1).describe('Regular expression over the names of finished files'),
});
type Params = z.output<typeof params>;

/**
 * Takes the files that are there, or waits for some. What a run takes lies in a folder of its own, which it looks into first: an attempt that was
 * cut off after it had moved files finds them again, so each file is told of exactly once.
 */
export const inbox = defineOperator<Params>({
  type: 'sensor.inbox',
  summary: 'Takes new files out of a folder and tells its outlets of them',
  with: params,
  async poke(context, { folder, pattern }) {
    const root = await context.resolvePath(folder);
    const taken = join(root, 'taken', context.dagRunId);
    if ((await namesIn(taken)).length === 0) await take(root, taken, new RegExp(pattern));
    const files = (await namesIn(taken)).map((name) => join(taken, name));
    if (files.length === 0) return { done: false };
    for (const outlet of context.outletEvents.declared)
      if ('asset' in outlet) context.outletEvents.add({ asset: outlet.asset, extra: { files } });
    return { done: true, value: files };
  },
});

async function take(folder: string, taken: string, pattern: RegExp): Promise<void> {
  const names = (await namesIn(folder)).filter((name) => pattern.test(name)).slice(0, MOST_FILES);
  if (names.length === 0) return;
  await mkdir(taken, { recursive: true });
  for (const name of names) await rename(join(folder, name), join(taken, name));
}

/** Sorted; none where there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort();
}
