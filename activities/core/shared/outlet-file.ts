import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../src/domain/json.js';
import { type OutletEvent, TaskFailure, type TaskContext } from '../../sdk/index.js';

/** The variable that names the file into which a process writes which assets it has updated, one JSON object a line. */
export const OUTLETS_VARIABLE = 'CONTINUO_OUTLETS';

/** 100 updates of 16 KiB, and then some. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/**
 * Gives work that runs in a process a file of its own for updates of assets, and adds what stands in it when the work is done. Tasks without outlets have
 * none. @throws BadOutlet, not retryable, for a line that is no update; what the work throws
 */
export async function withOutletFile<T>(
  { outletEvents }: Pick<TaskContext, 'outletEvents'>,
  work: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  if (outletEvents.declared.length === 0) return work({});
  const folder = await mkdtemp(join(tmpdir(), 'continuo-outlets-'));
  try {
    const path = join(folder, 'outlets.jsonl');
    const result = await work({ [OUTLETS_VARIABLE]: path });
    for (const line of await linesOf(path)) outletEvents.add(eventOf(line));
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function linesOf(path: string): Promise<string[]> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LARGEST_BYTES) throw bad(`the file has ${size} bytes, the limit is ${LARGEST_BYTES}`);
  if (size === 0) return [];
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
}

function eventOf(line: string): OutletEvent {
  const { asset, extra, partition, alias, ...unknown } = objectOf(line);
  const [key] = Object.keys(unknown);
  if (key !== undefined) throw bad(`"${key}" is none of asset, extra, partition, alias`);
  if (typeof asset !== 'string') throw bad('a line names no asset');
  return {
    asset,
    ...(extra === undefined ? {} : { extra: extra as NonNullable<OutletEvent['extra']> }),
    ...(partition === undefined || partition === null ? {} : { partition: textOf('partition', partition) }),
    ...(alias === undefined || alias === null ? {} : { alias: textOf('alias', alias) }),
  };
}

function objectOf(line: string): Record<string, Json> {
  try {
    const value = JSON.parse(line) as Json;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // told below
  }
  throw bad('a line is no JSON object');
}

function textOf(name: string, value: Json): string {
  if (typeof value === 'string') return value;
  throw bad(`"${name}" is no text`);
}

const bad = (message: string): TaskFailure =>
  new TaskFailure('BadOutlet', `$${OUTLETS_VARIABLE}: ${message}`, { retryable: false });
