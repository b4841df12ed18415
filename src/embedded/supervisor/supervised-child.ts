import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, killGroup } from '../process/end-process.js';
import { spawnGated, type GatedChild } from '../process/gated-spawn.js';
import type { ProcessRef } from '../process/process-identity.js';
import { openChildLog, type ChildLog } from './child-log.js';
import type { ChildHooks, ChildSpec, LaunchHistory } from './child-spec.js';
import type { ChildrenRecord } from './children-record.js';
import { afterDeath } from './restart-policy.js';

const READY_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 10_000;

export interface ChildWorld {
  readonly logs: string;
  readonly record: ChildrenRecord;
  readonly hooks: ChildHooks;
  say(line: string): void;
}

/** Keeps one child alive: launches it, waits for readiness, launches it again when it dies, until told to stop or too many deaths. */
export class SupervisedChild {
  /** Resolves when the child has been ready for the first time. */
  readonly firstReady: Promise<void>;
  private markReady: () => void = () => undefined;
  private readonly halt = new AbortController();
  private readonly deaths: number[] = [];
  private history: LaunchHistory = { failedStarts: 0, lastWords: '' };
  private running: GatedChild | null = null;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: ChildSpec,
    private readonly world: ChildWorld,
    private readonly onGiveUp: (reason: string) => void,
  ) {
    this.firstReady = new Promise((resolve) => (this.markReady = resolve));
  }

  /** The living process, or null between two lives. */
  get ref(): ProcessRef | null {
    return this.running?.ref ?? null;
  }

  start(): void {
    this.loop = this.live();
  }

  /** Ends the child and returns when it is gone with its group. Also right before start and when called twice. */
  async stop(): Promise<void> {
    this.halt.abort();
    const ref = this.ref;
    if (ref !== null) await endProcess(ref, this.spec.stopSignal, this.spec.stopGraceMs);
    await this.loop;
  }

  private async live(): Promise<void> {
    while (!this.halt.signal.aborted) {
      const problem = await this.oneLife();
      if (this.halt.signal.aborted) return;
      this.deaths.push(performance.now());
      const next = afterDeath(this.deaths, performance.now());
      if (next.kind === 'give-up')
        return this.onGiveUp(`${this.spec.name} died five times within a minute; ${problem}`);
      this.world.say(`${this.spec.name} ${problem}; starting it again`);
      await sleep(next.afterMs, undefined, { signal: this.halt.signal }).catch(() => undefined);
    }
  }

  /** From launch to death; returns how it died. */
  private async oneLife(): Promise<string> {
    const log = openChildLog(join(this.world.logs, `${this.spec.name}.log`));
    try {
      const launch = await this.spec.launch(this.history);
      if (this.halt.signal.aborted) return 'was stopped before it began';
      const child = spawnGated(launch, log.fd, (ref) => this.world.record.add(this.spec.name, ref));
      this.running = child;
      return await this.untilDeath(child, log);
    } catch (error) {
      this.history = { failedStarts: this.history.failedStarts + 1, lastWords: log.lastWords() };
      return `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      log.close();
    }
  }

  private async untilDeath(child: GatedChild, log: ChildLog): Promise<string> {
    const dead = new AbortController();
    const exit = once(child.process, 'exit').finally(() => dead.abort());
    const unready = await this.awaitReady(child, dead.signal);
    if (unready !== null && !dead.signal.aborted && !this.halt.signal.aborted)
      await endProcess(child.ref, this.spec.stopSignal, GONE_LIMIT_MS);
    const [code, signal] = (await exit) as [number | null, NodeJS.Signals | null];
    killGroup(child.ref.pid);
    const lastWords = log.lastWords();
    this.history = { failedStarts: unready === null ? 0 : this.history.failedStarts + 1, lastWords };
    await this.afterExit(child, { ref: child.ref, code, signal, asked: this.halt.signal.aborted });
    const how = signal === null ? `ended with exit code ${code ?? '?'}` : `was ended by ${signal}`;
    return [
      how,
      ...(unready === null || unready === '' ? [] : [unready]),
      ...(lastWords === '' ? [] : [`its last words:\n${lastTenLines(lastWords)}`]),
    ].join('; ');
  }

  /** null when it got ready, else why not ('' when it died first). */
  private async awaitReady(child: GatedChild, dead: AbortSignal): Promise<string | null> {
    const limit = AbortSignal.timeout(READY_LIMIT_MS);
    try {
      const over = AbortSignal.any([dead, limit, this.halt.signal]);
      await Promise.race([this.spec.ready(over, child.ref), once(over, 'abort')]);
      over.throwIfAborted();
      this.markReady();
      this.world.hooks.onReady?.(this.spec.name, child.ref);
      return null;
    } catch (error) {
      if (dead.aborted || this.halt.signal.aborted) return '';
      return limit.aborted
        ? `it was not ready after ${READY_LIMIT_MS / 1_000} s`
        : error instanceof Error
          ? error.message
          : String(error);
    }
  }

  private async afterExit(
    child: GatedChild,
    exit: Parameters<NonNullable<ChildHooks['onChildExit']>>[1],
  ): Promise<void> {
    this.running = null;
    try {
      await this.world.hooks.onChildExit?.(this.spec.name, exit);
    } catch (error) {
      this.world.say(`after the end of ${this.spec.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.world.record.remove(child.ref);
  }
}

const lastTenLines = (text: string): string => text.split('\n').slice(-10).join('\n');
