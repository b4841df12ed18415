import { readFileSync } from 'node:fs';

interface Ref {
  pid: number;
  started: string;
}

/** First line: whose processes these are, and where pids mean what they say. */
export interface RegistryHeader extends Ref {
  kind: 'worker';
  incarnation: string;
  host: string;
  /** Identity of the pid namespace; a pid of another container is another process. */
  pidNamespace: string;
}
export type RegistryEntry =
  RegistryHeader | ({ kind: 'guard' } & Ref) | ({ kind: 'group' } & Ref) | { kind: 'gone'; pid: number };

export interface RegistryFile {
  worker: RegistryHeader;
  guard: Ref | null;
  /** Leaders of process groups that may live. */
  groups: Ref[];
}

export const entryLine = (entry: RegistryEntry): string => `${JSON.stringify(entry)}\n`;

/** What a registry says; null where the file is missing or has no first line. A last line that was cut by a crash counts as not written. */
export function readRegistry(path: string): RegistryFile | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  return foldRegistry(text.split('\n').flatMap(parseEntry));
}

export function foldRegistry(entries: readonly RegistryEntry[]): RegistryFile | null {
  const [worker] = entries;
  if (worker?.kind !== 'worker') return null;
  let guard: Ref | null = null;
  const groups = new Map<number, Ref>();
  for (const entry of entries) {
    if (entry.kind === 'guard') guard = { pid: entry.pid, started: entry.started };
    if (entry.kind === 'group') groups.set(entry.pid, { pid: entry.pid, started: entry.started });
    if (entry.kind === 'gone') groups.delete(entry.pid);
  }
  return { worker, guard, groups: [...groups.values()] };
}

function parseEntry(line: string): RegistryEntry[] {
  try {
    const entry = JSON.parse(line) as RegistryEntry;
    return Number.isInteger(entry.pid) ? [entry] : [];
  } catch {
    return [];
  }
}
