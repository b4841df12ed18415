import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Pool } from 'pg';
import { processRef } from '../../../src/embedded/process/process-identity.js';
import type { HeldTicket } from '../attempt/attempt-engine.js';
import type { TicketKey } from '../attempt/begin.sql.js';
import { pidNamespace } from '../process/pid-namespace.js';
import { ProcessGroups } from '../process/process-groups.js';
import type { RegistryHeader } from '../process/registry-file.js';
import { endLease, type EndedLease } from './end-lease.js';
import { insertLease, RENEW_LEASE } from './lease.sql.js';
import type { FromThread, LeaseThreadData, ToThread } from './lease-thread.js';
import { nodeProgram } from './node-program.js';
import { registryPath } from './registry-path.js';

export interface LeaseOptions {
  pool: Pool;
  databaseUrl: string;
  /** CONTINUO_HOME. */
  home: string;
  queue: string;
  leaseMs: number;
  /** What code this process has loaded now. */
  codeVersion(): string | null;
  /** Bodies in memory, with the fence of their begin. */
  bodies(): readonly HeldTicket[];
  /** Names of bodies that must stop, and settled tickets that are still this worker's. */
  onRenewed(ended: readonly string[], settled: readonly TicketKey[]): void;
  /** The lease has ended without us: the guard is about to kill this process. */
  onOver(): void;
  onError(error: unknown): void;
}

/** Without food for this part of a lease, the guard kills: a sixth before the lease lapses. */
const STARVE_PART = 25 / 30;

/** The lease of this process, held until `close`. */
export class WorkerLease {
  private readonly thread: Worker;
  private readonly bodiesTimer: NodeJS.Timeout;
  private readonly gone: Promise<void>;
  private closing = false;

  private constructor(
    readonly incarnation: string,
    readonly identity: string,
    readonly groups: ProcessGroups,
    private readonly options: LeaseOptions,
    header: RegistryHeader,
  ) {
    const program = nodeProgram('lease-thread', import.meta.url);
    const workerData = this.threadData(header);
    this.thread = new Worker(program.path, { execArgv: program.execArgv, workerData });
    this.gone = new Promise((resolve) => {
      this.thread.on('message', (message: FromThread) => (message.kind === 'gone' ? resolve() : this.hear(message)));
      this.thread.once('exit', () => resolve());
    });
    this.thread.on('error', (error) => this.lost(error));
    this.thread.once('exit', (code) =>
      this.lost(new Error(`the thread that renews the lease ended with code ${code}`)),
    );
    this.bodiesTimer = setInterval(() => this.nameBodies(), options.leaseMs / 20);
  }

  /** Writes the lease, then starts the thread that renews it and the guard. @throws where PostgreSQL is out of reach */
  static async open(options: LeaseOptions): Promise<WorkerLease> {
    const { pool, home, queue, leaseMs } = options;
    const me = processRef(process.pid);
    if (me === null) throw new Error('this process cannot read its own start time');
    const incarnation = randomUUID();
    const host = hostname();
    const identity = `${process.pid}@${host}`;
    mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
    const header = { kind: 'worker' as const, ...me, incarnation, host, pidNamespace: pidNamespace() };
    // on record before the lease exists: whoever finds the record of a dead worker ends its lease
    const groups = new ProcessGroups(registryPath(home, incarnation), header);
    const processStart = me.started;
    const codeVersion = options.codeVersion();
    await insertLease(pool, { incarnation, identity, host, pid: me.pid, processStart, queue, codeVersion, leaseMs });
    return new WorkerLease(incarnation, identity, groups, options, header);
  }

  /**
   * Ends the lease in order: the guard goes, the renewals stop, tickets that were cut are free. Call it when no body is left. Where that fails,
   * the record stays, and whoever finds it ends the lease.
   */
  async close(): Promise<EndedLease> {
    await this.leave();
    const ended = await endLease(this.options.pool, this.incarnation, 'stopped');
    rmSync(this.groups.path, { force: true });
    return ended;
  }

  /** As close, but the lease stands and lapses, or is ended by whoever sees this process end. */
  async leave(): Promise<void> {
    this.closing = true;
    clearInterval(this.bodiesTimer);
    this.thread.postMessage({ kind: 'bye' } satisfies ToThread);
    await this.gone;
    await this.thread.terminate();
    this.groups.close();
  }

  private threadData(header: RegistryHeader): LeaseThreadData {
    const { databaseUrl, leaseMs } = this.options;
    const guard = nodeProgram('guard', import.meta.url);
    const args = [this.groups.path, String(leaseMs * STARVE_PART), String(header.pid), header.started];
    return { databaseUrl, renewSql: RENEW_LEASE, incarnation: this.incarnation, leaseMs, guard: { ...guard, args } };
  }

  private nameBodies(): void {
    const bodies = JSON.stringify(this.options.bodies());
    this.thread.postMessage({ kind: 'bodies', bodies } satisfies ToThread);
  }

  private hear(message: Exclude<FromThread, { kind: 'gone' }>): void {
    if (message.kind === 'guard') this.recordGuard(message.pid);
    if (message.kind === 'renewed') this.options.onRenewed(message.ended, message.settled as TicketKey[]);
    if (message.kind === 'failed')
      this.options.onError(new Error(`the worker's lease was not renewed: ${message.message}`));
    if (message.kind === 'over') this.options.onOver();
  }

  private recordGuard(pid: number): void {
    const guard = processRef(pid);
    if (guard !== null) this.groups.setGuard(guard);
  }

  /** Without its thread the guard's pipe is closed, and it kills; nothing is left to do here but to say why. */
  private lost(error: Error): void {
    if (!this.closing) this.options.onError(error);
  }
}
