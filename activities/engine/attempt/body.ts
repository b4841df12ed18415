import type { AttemptAnswer } from '../../../src/domain/runs/outcome.js';
import { TaskFailure } from '../../sdk/index.js';
import type { TaskFacts } from '../context/task-facts.js';
import type { TaskLog } from '../log/task-log.js';
import type { OutletCollector } from '../../sdk/outlet-collector.js';
import type { CacheKey } from '../cache/task-cache.sql.js';
import type { Begun } from './begin.js';

/** Why a body is told to stop: its time is over, the run has settled the ticket, or the worker goes down. */
export type StopCause = 'timeout' | 'settled' | 'worker';

/** One attempt or poke that runs in this process. It lives on its own: neither Temporal nor its connection ends it. */
export class Body {
  private readonly control = new AbortController();
  private readonly startedAt = performance.now();
  private cause: StopCause | null = null;
  /** What the activity answers when the body has ended and the ticket says so. */
  done: Promise<AttemptAnswer> = Promise.resolve({ kind: 'held' });
  /** The delivery that began it was cancelled: the finish wakes the run. */
  unheard = false;
  /** Its end is being written, and whether the run hears of it is decided. */
  settling = false;
  /** Work that runs elsewhere: when the time of its try is over, ms by the database's clock; null for never. */
  deadline: number | null = null;
  /** Rendered fields as JSON text, until they are written. */
  rendered: string | null = null;
  /** Collects what its success updates; null for tasks without outlets. */
  outlets: OutletCollector | null = null;
  /** Where its result is to be kept, once it has succeeded. */
  cacheKey: CacheKey | null = null;

  constructor(
    readonly begun: Begun,
    readonly facts: TaskFacts,
    readonly log: TaskLog,
  ) {}

  get signal(): AbortSignal {
    return this.control.signal;
  }

  get stopCause(): StopCause | null {
    return this.cause;
  }

  /** ms by the database's clock. */
  now(): number {
    return this.begun.at + (performance.now() - this.startedAt);
  }

  /** Its answer if it comes in time; else the body goes on unheard, and its end wakes the run. */
  async heardWithin(ms: number): Promise<AttemptAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<'over'>((resolve) => {
      timer = setTimeout(() => resolve('over'), ms);
    });
    const first = await Promise.race([this.done, over]).finally(() => clearTimeout(timer));
    if (first !== 'over') return first;
    if (this.settling) return this.done;
    this.unheard = true;
    return { kind: 'held' };
  }

  /** Only the first cause counts. */
  stop(cause: StopCause, reason: TaskFailure): void {
    if (this.cause !== null) return;
    this.cause = cause;
    this.control.abort(reason);
  }
}
