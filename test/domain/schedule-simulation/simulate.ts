import { drawn, randomOf } from '../../chaos/random.js';
import { EventQueue } from './event-queue.js';
import { expectedRuns, type Fact } from './expected-runs.js';
import { drawDag, type Act } from './random-dag.js';
import type { Expected } from './rules.js';
import { BEGIN, DAY, END, HOUR } from './random-schedule.js';
import { Store, type MadeRun, type Row, type Tick } from './store.js';
import { SWEEP, Ticker } from './ticker.js';

/** A lost notification, a lock that is looked at again, a batch or two: more than that nobody waits without a reason. */
const SLACK = 2.5 * SWEEP;
const TICKERS = 3;
/** Whose clock is moved. */
const CLOCKS = ['ticker', 'ticker', 'database', 'machine'] as const;
/** Then nothing more befalls anybody, and what is due is made. */
const REST = 30 * DAY;

export interface Simulated {
  breaches: string[];
  runs: number;
  mishaps: number;
  /** How many runs came late for a reason, and were made before their true time by clocks that were both ahead: the proof that something happened. */
  late: number;
  ahead: number;
  /** Of clocks, as tickers have seen them. */
  jumps: number;
}

/** A decade of DAGs and tickers, all of it from the seed; the breaches of what was promised, or the first of them. */
export function simulate(seed: number, dags: number, tick: Tick, firstOnly = false): Simulated {
  return new Simulation(seed, dags, tick).run(firstOnly);
}

class Simulation {
  private readonly queue = new EventQueue();
  private readonly random: () => number;
  private readonly store: Store;
  private readonly tickers: Ticker[];
  private unwellUntil = BEGIN;
  private mishaps = 0;
  private late = 0;
  private ahead = 0;
  private jumps = 0;
  private atRest = false;

  constructor(seed: number, dags: number, tick: Tick) {
    this.random = randomOf(seed);
    this.queue.now = BEGIN;
    const drawn = Array.from({ length: dags }, (_, number) => drawDag(this.random, number));
    this.store = new Store(this.queue, drawn);
    const watch = {
      begun: (ticker: Ticker) => this.begun(ticker),
      changed: () => this.healthChanged(),
      made: (row: Row) => this.made(row),
      jumped: (times: number) => void (this.jumps += times),
    };
    this.tickers = Array.from({ length: TICKERS }, () => new Ticker(this.store, this.random, tick, watch));
    this.store.notify = () => this.tickers.forEach((ticker) => ticker.notified());
  }

  run(firstOnly: boolean): Simulated {
    for (const ticker of this.tickers) ticker.start();
    for (const row of this.store.rows) for (const act of row.dag.acts) this.plan(row, act);
    this.planOutages();
    const enough = (): boolean => firstOnly && this.store.breaches.length > 0;
    this.queue.runUntil(END, enough);
    this.rest();
    this.queue.runUntil(END + REST, enough);
    const breaches = [...this.store.breaches, ...this.store.rows.flatMap((row) => this.differences(row))];
    const runs = this.store.rows.reduce((sum, row) => sum + row.made.length, 0);
    const { mishaps, late, ahead, jumps } = this;
    return { breaches, runs, mishaps, late, ahead, jumps };
  }

  private plan(row: Row, act: Act): void {
    this.queue.push(act.at, () => this.store.withLock(row, () => this.act(row, act)));
  }

  private act(row: Row, act: Act): void {
    switch (act.kind) {
      case 'register':
        return this.store.register(row, act.version);
      case 'pause':
      case 'resume':
        return this.store.setPaused(row, act.kind === 'pause' && !this.atRest);
      case 'triggerManually':
        row.active += 1;
        return this.endLater(row);
    }
  }

  private endLater(row: Row): void {
    const length = this.atRest && row.version?.schedule.continuous !== true ? 1_000 : (row.version?.runLength ?? 0);
    const spread = -Math.log(1 - this.random());
    this.queue.push(this.queue.now + Math.ceil(length * Math.min(spread, 4)), () =>
      this.store.withLock(row, () => this.store.endRun(row)),
    );
  }

  private made(row: Row): void {
    const run = row.made.at(-1);
    if (run !== undefined) this.checkLateness(row, run);
    this.endLater(row);
  }

  private checkLateness(row: Row, run: MadeRun): void {
    if (run.takenAt - run.runAfter > SLACK) this.late += 1;
    if (run.takenAt < run.runAfter) this.ahead += 1;
    if (this.tickers.every((ticker) => !ticker.isWell)) return;
    // one that jitter delays beyond the next is made first all the same
    const before = row.made.at(-2)?.takenAt ?? 0;
    const reason = Math.max(run.runAfter, before, row.hinderedUntil, this.unwellUntil);
    if (run.takenAt - reason <= SLACK) return;
    this.store.breaches.push(
      `${row.dag.id}: ${iso(run.logicalDate)} taken ${run.takenAt - reason} ms late for no reason`,
    );
  }

  private healthChanged(): void {
    // until the first that is well has looked around
    if (this.tickers.filter((ticker) => ticker.isWell).length <= 1) this.unwellUntil = this.queue.now + SWEEP;
  }

  /** Now and then something befalls a ticker in the middle of its transaction, or just after it. */
  private begun(ticker: Ticker): void {
    if (this.atRest || this.random() > 0.01) return;
    this.queue.push(this.queue.now + Math.floor(this.random() * 6), () =>
      this.strike(ticker, this.random() ** 4 * DAY),
    );
  }

  private strike(ticker: Ticker, length: number): void {
    if (ticker.state !== 'up' || this.atRest) return;
    this.mishaps += 1;
    const kill = this.random() < 0.5;
    if (kill) ticker.kill();
    else ticker.stop();
    this.queue.push(this.queue.now + 1_000 + Math.floor(length), () => {
      if (ticker.state === 'down') ticker.start();
      if (ticker.state === 'stopped') ticker.resume();
    });
  }

  /** All tickers away for hours or days; clocks a second to a day wrong, either way, for a while: of one ticker, of the database, or of a machine that has all of them. */
  private planOutages(): void {
    const anyTime = (): number => BEGIN + this.random() * (END - BEGIN);
    for (let outages = 0; outages < 40; outages += 1) {
      const length = this.random() ** 2 * 3 * DAY;
      this.queue.push(anyTime(), () => this.tickers.forEach((ticker) => this.strike(ticker, length)));
    }
    for (let steps = 0; steps < 200; steps += 1) {
      const ticker = this.tickers[steps % TICKERS];
      const from = anyTime();
      const error = Math.floor((this.random() - 0.5) * 2 * (this.random() < 0.5 ? 10_000 : DAY));
      const whose = drawn(this.random, [...CLOCKS]);
      this.queue.push(from, () => this.setClocks(whose, ticker, this.atRest ? 0 : error));
      this.queue.push(from + HOUR + this.random() * 2 * DAY, () => this.setClocks(whose, ticker, 0));
    }
  }

  private setClocks(whose: (typeof CLOCKS)[number], ticker: Ticker | undefined, error: number): void {
    if (whose === 'ticker') return ticker?.setClock(error);
    this.store.clockError = error;
    if (whose === 'machine') for (const each of this.tickers) each.clockError = error;
    for (const each of this.tickers) each.clockChanged();
    // all of them hold, until they have seen that the clocks agree, or never will
    this.unwellUntil = this.queue.now + 2 * SWEEP;
  }

  private rest(): void {
    this.atRest = true;
    this.setClocks('machine', undefined, 0);
    for (const ticker of this.tickers) {
      if (ticker.state === 'down') ticker.start();
      if (ticker.state === 'stopped') ticker.resume();
    }
    for (const row of this.store.rows) {
      if (row.paused) this.store.withLock(row, () => this.store.setPaused(row, false));
    }
  }

  /** What the DAG got against what the oracle says of the same facts, with one last look. */
  private differences(row: Row): string[] {
    const last: Fact = { kind: 'looked', now: this.queue.now, room: this.store.roomOf(row), atMost: Infinity };
    const expected = expectedRuns([...row.facts, last]);
    const longer = Math.max(expected.length, row.made.length);
    for (let place = 0; place < longer; place += 1) {
      const [wanted, got] = [expected[place], row.made[place]];
      if (wanted !== undefined && got !== undefined && isSame(wanted, got)) continue;
      return [`${row.dag.id}: run ${place} is ${describe(got)}, and should be ${describe(wanted)}`];
    }
    return [];
  }
}

const isSame = (wanted: Expected, { logicalDate, interval, runAfter }: MadeRun): boolean =>
  wanted.logicalDate === logicalDate &&
  wanted.start === interval.start &&
  wanted.end === interval.end &&
  wanted.runAfter === runAfter;

const iso = (ms: number): string => new Date(ms).toISOString();
function describe(run: Expected | MadeRun | undefined): string {
  if (run === undefined) return 'none';
  const { start, end } = 'interval' in run ? run.interval : run;
  return `${iso(run.logicalDate)} [${iso(start)}, ${iso(end)}] after ${iso(run.runAfter)}`;
}
