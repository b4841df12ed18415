import { closeSync, openSync, writeSync } from 'node:fs';
import { writeAtomically } from '../../../src/embedded/files/write-atomically.js';
import type { ProcessRef } from '../../../src/embedded/process/process-identity.js';
import { entryLine, type RegistryHeader, type RegistryEntry } from './registry-file.js';

/** The file is written anew when this many entries of ended processes stand in it. */
const STALE_ENTRIES = 5_000;

/**
 * On record: every process group that this worker has started and that may live. Each is written before its process executes anything, so
 * that the guard, the supervisor or the next start can end it when this process cannot.
 */
export class ProcessGroups {
  private readonly living = new Map<number, ProcessRef>();
  private guard: ProcessRef | null = null;
  private fd: number;
  private stale = 0;

  constructor(
    readonly path: string,
    private readonly header: RegistryHeader,
  ) {
    this.fd = this.writeWhole();
  }

  get all(): readonly ProcessRef[] {
    return [...this.living.values()];
  }

  add(leader: ProcessRef): void {
    this.living.set(leader.pid, leader);
    this.append({ kind: 'group', ...leader });
  }

  remove(leader: ProcessRef): void {
    if (!this.living.delete(leader.pid)) return;
    this.stale += 1;
    if (this.stale < STALE_ENTRIES) return this.append({ kind: 'gone', pid: leader.pid });
    closeSync(this.fd);
    this.stale = 0;
    this.fd = this.writeWhole();
  }

  setGuard(guard: ProcessRef): void {
    this.guard = guard;
    this.append({ kind: 'guard', ...guard });
  }

  close(): void {
    closeSync(this.fd);
  }

  private append(entry: RegistryEntry): void {
    writeSync(this.fd, entryLine(entry));
  }

  private writeWhole(): number {
    const entries: RegistryEntry[] = [
      this.header,
      ...(this.guard === null ? [] : [{ kind: 'guard' as const, ...this.guard }]),
      ...this.all.map((leader) => ({ kind: 'group' as const, ...leader })),
    ];
    writeAtomically(this.path, entries.map(entryLine).join(''));
    return openSync(this.path, 'a');
  }
}
