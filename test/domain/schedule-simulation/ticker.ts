import { type ClockState, watchClocks } from '../../../src/domain/schedule/clock-watch.js';
import type { Ticked } from '../../../src/domain/schedule/tick.js';
import type { Row, Store, Tick } from './store.js';

const BATCH = 20;
/** Between two looks at clocks that have jumped. */
const SOON = 250;
const AT_MOST = 10;
export const SWEEP = 60_000;

interface Transaction {
  ticker: object;
  begun: number;
  now: number;
  rows: { row: Row; room: number; ticked: Ticked }[];
}

/** One service process: its clock is the true time and an error; it may be dead, or stopped with a transaction open. */
export class Ticker {
  /** Ms that its clock is ahead of the true time. */
  clockError = 0;
  state: 'up' | 'stopped' | 'down' = 'down';
  private open: Transaction | null = null;
  private nextLook: number | null = null;
  private clocks: ClockState | null = null;

  constructor(
    private readonly store: Store,
    private readonly random: () => number,
    private readonly tick: Tick,
    private readonly watch: {
      begun(ticker: Ticker): void;
      changed(): void;
      made(row: Row): void;
      jumped(times: number): void;
    },
  ) {}

  /** Whether it makes what is due. */
  get isWell(): boolean {
    return this.state === 'up' && this.clockError >= 0 && this.store.clockError >= 0;
  }

  start(): void {
    this.state = 'up';
    this.clocks = null;
    this.watch.changed();
    this.lookAt(this.store.now);
  }

  /** Its open transaction is rolled back when the server sees that the connection is gone: at once, or a minute later. */
  kill(): void {
    this.state = 'down';
    this.watch.changed();
    const { open } = this;
    this.open = null;
    this.nextLook = null;
    if (open !== null)
      this.store.queue.push(this.store.now + (this.random() < 0.5 ? 0 : SWEEP), () => this.rollBack(open));
  }

  /** Stopped with its transaction open; some servers end a connection that is idle in one. */
  stop(): void {
    this.state = 'stopped';
    this.watch.changed();
    const { open } = this;
    if (open === null || this.random() < 0.5) return;
    this.store.queue.push(this.store.now + SWEEP, () => {
      if (this.open !== open || this.state !== 'stopped') return;
      this.open = null;
      this.rollBack(open);
    });
  }

  resume(): void {
    this.state = 'up';
    this.watch.changed();
    if (this.open === null) this.lookAt(this.store.now);
    else this.commit(this.open);
  }

  setClock(error: number): void {
    this.clockError = error;
    this.clockChanged();
  }

  /** Its own, or the store's. */
  clockChanged(): void {
    this.watch.changed();
    if (this.state === 'up') this.lookAt(this.store.now + SWEEP);
  }

  /** A notification; a lost one is made up for by the sweep. */
  notified(): void {
    if (this.state === 'up') this.lookAt(this.store.now + (this.random() < 0.02 ? SWEEP : 5));
  }

  private lookAt(at: number): void {
    if (this.nextLook !== null && this.nextLook <= at) return;
    this.nextLook = at;
    this.store.queue.push(at, () => {
      if (this.nextLook === at) this.look();
    });
  }

  private look(): void {
    this.nextLook = null;
    if (this.state !== 'up' || this.open !== null) return;
    const begun = this.store.now;
    if (this.holds()) return this.lookAt(begun + SOON);
    const now = begun + Math.min(this.clockError, this.store.clockError);
    const mine = {};
    const rows = this.store.takeDue(now, BATCH, mine).map((row) => this.ticked(row, now));
    if (rows.length === 0) return this.sleep(now);
    const open = { ticker: mine, begun, now, rows };
    this.open = open;
    this.watch.begun(this);
    this.store.queue.push(begun + 1 + Math.floor(this.random() ** 8 * 5_000), () => {
      if (this.open === open && this.state === 'up') this.commit(open);
    });
  }

  /** A clock has jumped, as far as it can see: only the monotonic one is always right. */
  private holds(): boolean {
    const { now, clockError } = this.store;
    const reading = { monotonic: now, service: now + this.clockError, database: now + clockError };
    const { state, jumps, hold } = watchClocks(this.clocks, reading);
    this.clocks = state;
    this.watch.jumped(jumps.length);
    return hold;
  }

  private ticked(row: Row, now: number): Transaction['rows'][number] {
    const room = this.store.roomOf(row);
    const { version, cursor, paused } = row;
    const limits = version?.oracle.bounds ?? { startDate: null, endDate: null, catchup: false };
    const schedule = version?.schedule ?? null;
    const basis = { schedule, limits, parts: version?.parts ?? {} };
    return { row, room, ticked: this.tick({ ...basis, cursor, paused, room, now, atMost: AT_MOST }) };
  }

  /** By its own clock, until the first row is due, or a moment where that one is somebody's. */
  private sleep(now: number): void {
    let first: number | null = null;
    for (const { wakeAt, lockedBy } of this.store.rows) {
      if (wakeAt === null) continue;
      const at = lockedBy !== null && wakeAt <= now ? now + SWEEP / 2 : wakeAt;
      if (first === null || at < first) first = at;
    }
    if (first !== null) this.lookAt(this.store.now + Math.max(1, first - now));
  }

  private commit(open: Transaction): void {
    this.open = null;
    for (const { row, room, ticked } of open.rows) {
      if (!row.paused) row.facts.push({ kind: 'looked', now: open.now, room, atMost: AT_MOST });
      for (const run of ticked.runs) {
        this.store.insertRun(row, run, open);
        this.watch.made(row);
      }
      if (ticked.error !== null) this.store.breaches.push(`${row.dag.id}: ${ticked.error}`);
      row.cursor = ticked.cursor;
      row.wakeAt = ticked.wakeAt;
    }
    this.rollBack(open);
    this.lookAt(this.store.now);
  }

  private rollBack(open: Transaction): void {
    this.store.release(open.rows.map(({ row }) => row));
  }
}
