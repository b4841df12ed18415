import { tick as realTick, withoutNext, type ScheduleCursor } from '../../../src/domain/schedule/tick.js';
import type { DueRun } from '../../../src/domain/schedule/timetable.js';
import type { EventQueue } from './event-queue.js';
import type { Fact } from './expected-runs.js';
import type { RandomDag, SimVersion } from './random-dag.js';

export type Tick = typeof realTick;

/** A run as the store has it; `takenAt`: when the transaction that made it began, by the true time. */
export interface MadeRun extends DueRun {
  takenAt: number;
}

/** The schedule row of a DAG, its dags row (whose lock it shares), and what the tests know of it. */
export interface Row {
  dag: RandomDag;
  version: SimVersion | null;
  cursor: ScheduleCursor;
  paused: boolean;
  wakeAt: number | null;
  /** Who holds the row's lock; others wait for it, tickers skip it. */
  lockedBy: object | null;
  waiting: (() => void)[];
  active: number;
  made: MadeRun[];
  facts: Fact[];
  /** Until then something stood in the way of a run: a pause, no room, a lock, the last batch. */
  hinderedUntil: number;
}

/** PostgreSQL, as far as the ticker sees it: rows with locks, unique keys, notifications, and a clock that may be wrong. */
export class Store {
  /** Ms that its clock is ahead of the true time. */
  clockError = 0;
  readonly rows: Row[];
  /** Called after each commit that changes when a row is due. */
  notify: () => void = () => undefined;
  readonly breaches: string[] = [];
  private readonly keys = new Set<string>();

  constructor(
    readonly queue: EventQueue,
    dags: readonly RandomDag[],
  ) {
    this.rows = dags.map((dag) => ({
      ...{ dag, version: null, cursor: { last: null, next: null }, paused: false, wakeAt: null },
      ...{ lockedBy: null, waiting: [], active: 0, made: [], facts: [], hinderedUntil: 0 },
    }));
  }

  /** The true time. */
  get now(): number {
    return this.queue.now;
  }

  /** `for no key update skip locked limit`: due by the given clock. */
  takeDue(now: number, limit: number, owner: object): Row[] {
    const due = this.rows.filter((row) => row.lockedBy === null && row.wakeAt !== null && row.wakeAt <= now);
    const taken = due.sort((a, b) => (a.wakeAt ?? 0) - (b.wakeAt ?? 0)).slice(0, limit);
    for (const row of taken) row.lockedBy = owner;
    return taken;
  }

  release(rows: readonly Row[]): void {
    for (const row of rows) {
      row.lockedBy = null;
      row.hinderedUntil = Math.max(row.hinderedUntil, this.now);
      for (const act of row.waiting.splice(0)) this.withLock(row, act);
    }
  }

  /** A short transaction of somebody else on the row; it waits for its lock. */
  withLock(row: Row, act: () => void): void {
    if (row.lockedBy === null) act();
    else row.waiting.push(() => act());
  }

  /** Unique (dag, logical date) and (dag, run id); never before its time, unless both clocks are ahead. `now`: by the earlier of the two. */
  insertRun(row: Row, run: DueRun, { begun, now }: { begun: number; now: number }): void {
    const key = `${row.dag.id} ${run.logicalDate}`;
    if (this.keys.has(key)) this.breaches.push(`double: ${key}`);
    this.keys.add(key);
    if (this.roomOf(row) <= 0) this.breaches.push(`more than maxActiveRuns: ${key}`);
    if (row.paused) this.breaches.push(`although it is paused: ${key}`);
    if (run.logicalDate > (row.version?.oracle.bounds.endDate ?? Infinity))
      this.breaches.push(`beyond endDate: ${key}`);
    const early = run.runAfter - Math.max(begun, now);
    if (early > 0) this.breaches.push(`early by ${early} ms: ${key}`);
    row.made.push({ ...run, takenAt: begun });
    row.active += 1;
  }

  /** Room for automated runs. */
  roomOf = (row: Row): number => (row.version?.maxActiveRuns ?? 0) - row.active;

  /** A withheld run is looked at again when a run ends, whatever the time is: a clock that was ahead may have withheld it. */
  endRun(row: Row): void {
    if (this.roomOf(row) <= 0) row.hinderedUntil = this.now;
    row.active -= 1;
    if (row.wakeAt === null && row.cursor.next !== null && !row.paused) this.wake(row);
  }

  register(row: Row, version: SimVersion): void {
    row.version = version;
    row.facts.push({ kind: 'version', version: version.oracle });
    this.changed(row);
  }

  setPaused(row: Row, paused: boolean): void {
    row.paused = paused;
    row.facts.push({ kind: 'paused' });
    this.changed(row);
  }

  /** What is stored as next is void. */
  private changed(row: Row): void {
    row.cursor = withoutNext(row.cursor);
    row.hinderedUntil = this.now;
    this.wake(row);
  }

  private wake(row: Row): void {
    row.wakeAt = this.now;
    this.notify();
  }
}
