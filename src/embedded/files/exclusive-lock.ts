import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, processRef, type ProcessRef } from '../process/process-identity.js';
import { readJson } from './read-json.js';
import { writeAtomically } from './write-atomically.js';

const Holder = z.object({ pid: z.number(), started: z.string(), released: z.boolean().optional() });

export type LockAnswer =
  { readonly kind: 'held'; readonly release: () => void } | { readonly kind: 'busy'; readonly holder: ProcessRef };

/**
 * Takes the lock `name` in `folder`, or says which living process holds it. A holder that was killed holds nothing: it is
 * recognised by pid and start time, so no clean-up by hand is ever needed.
 *
 * Each taking makes a file with the next number, by a hard link, which the file system lets only one process do; the highest
 * number is the holder. A released number stays on disk (marked), so that a slow rival can never re-use it.
 */
export function tryLock(folder: string, name: string): LockAnswer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const me = processRef(process.pid);
  if (me === null) throw new Error('this process cannot read its own start time, so it cannot take a lock');
  for (;;) {
    const last = highest(folder, name);
    const holder = last === 0 ? null : readJson(numbered(folder, name, last), Holder);
    if (holder !== null && holder.released !== true && isAlive(holder)) return { kind: 'busy', holder };
    if (!claim(folder, name, last + 1, me)) continue;
    if (highest(folder, name) !== last + 1) continue;
    removeBelow(folder, name, last + 1);
    const mine = numbered(folder, name, last + 1);
    return { kind: 'held', release: () => writeAtomically(mine, JSON.stringify({ ...me, released: true })) };
  }
}

function claim(folder: string, name: string, number: number, me: ProcessRef): boolean {
  const draft = join(folder, `${name}-${process.pid}-${randomBytes(4).toString('hex')}.draft`);
  writeAtomically(draft, JSON.stringify(me));
  try {
    linkSync(draft, numbered(folder, name, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const numbered = (folder: string, name: string, number: number): string => join(folder, `${name}.${number}`);

function numbers(folder: string, name: string): number[] {
  const prefix = `${name}.`;
  const tails = readdirSync(folder).flatMap((file) => (file.startsWith(prefix) ? [file.slice(prefix.length)] : []));
  return tails.filter((tail) => /^\d+$/.test(tail)).map(Number);
}

const highest = (folder: string, name: string): number => Math.max(0, ...numbers(folder, name));

function removeBelow(folder: string, name: string, mine: number): void {
  for (const number of numbers(folder, name))
    if (number < mine) rmSync(numbered(folder, name, number), { force: true });
}
