import type { Pool } from 'pg';
import type { Notifier } from '../../event-store/index.js';
import { PokedWork } from '../../platform/poked-work.js';
import { ClockGuard } from './clock-guard.js';
import type { Taken } from './due-rows.js';
import { peek, type Peeked } from './peek.js';
import { BATCH, tickBatch } from './tick-batch.js';
import type { TickDeps } from './tick-dags.js';

/** A lost NOTIFY costs at most this long. */
const SWEEP_MS = 60_000;
/** While a clock has jumped, or another ticker holds what is due. */
const SOON_MS = 250;
/** After a failure, such as PostgreSQL out of reach. */
const AFTER_FAILURE_MS = 1_000;

/** What a ticker measures. */
export interface TickerMeter {
  /** How late a row was looked at, in ms. */
  late(ms: number): void;
  created(runs: number): void;
  jumped(): void;
}

export interface TickerDeps extends TickDeps {
  pool: Pool;
  notifier: Pick<Notifier, 'poke'>;
  meter: TickerMeter;
  onError(error: unknown): void;
}

/** Makes the runs that are due, whenever the next row says so, and when it is poked. Any number of processes may run one. */
export class Ticker extends PokedWork {
  private readonly clocks: ClockGuard;

  constructor(private readonly deps: TickerDeps) {
    super({ afterFailureMs: AFTER_FAILURE_MS, onError: deps.onError });
    this.clocks = new ClockGuard(deps.pool, deps.service, () => deps.meter.jumped());
  }

  /** Makes what is due; answers how long nothing more will be, in ms. */
  protected async go(): Promise<number> {
    for (;;) {
      const seen = await peek(this.deps.pool);
      if (await this.clocks.holds(seen.clocks)) return SOON_MS;
      const done = (isDue(seen) ? await this.batch('due') : 0) + (seen.withheld ? await this.batch('roomy') : 0);
      if (done === 0) return pauseOf(seen);
      if (this.isStopped) return SOON_MS;
    }
  }

  /** All that it can take; answers how many DAGs it has looked at. */
  private async batch(what: Taken): Promise<number> {
    const { pool, meter, notifier, onError } = this.deps;
    for (let all = 0; ;) {
      const { dags, created, lateness, failures } = await tickBatch(pool, this.deps, what, onError);
      lateness.forEach((ms) => meter.late(ms));
      failures.forEach(onError);
      if (created > 0) {
        meter.created(created);
        notifier.poke('continuo_outbox');
        notifier.poke('continuo_events');
      }
      all += dags;
      if (dags < BATCH || this.isStopped) return all;
    }
  }
}

/** The earlier of the two clocks decides. */
const nowOf = ({ clocks }: Peeked): number => Math.min(clocks.service, clocks.database);

const isDue = (seen: Peeked): boolean => seen.wakeAt !== null && seen.wakeAt <= nowOf(seen);

function pauseOf(seen: Peeked): number {
  if (seen.wakeAt === null) return SWEEP_MS;
  const until = Math.ceil(seen.wakeAt - nowOf(seen));
  return until <= 0 ? SOON_MS : Math.min(SWEEP_MS, until);
}
