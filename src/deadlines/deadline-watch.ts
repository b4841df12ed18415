import type { Pool } from 'pg';
import { DagCache } from '../../activities/engine/context/dag-cache.js';
import type { Notifier } from '../event-store/index.js';
import type { Listener } from '../platform/database/listener.js';
import { pokedBy } from '../platform/database/poked-by.js';
import { PokedWork } from '../platform/poked-work.js';
import { settleDeadlines } from './settle-deadlines.js';

/** A wake-up that was lost costs at most this long. */
const SWEEP_MS = 60_000;
const AFTER_FAILURE_MS = 5_000;

export interface DeadlineWatchDeps {
  pool: Pool;
  notifier: Notifier;
  onError(error: unknown): void;
}

/** Sleeps until the next deadline is over and settles it; NOTIFY `continuo_deadlines` tells of new ones. Any number of processes may run one. */
export class DeadlineWatch extends PokedWork {
  private readonly dags: DagCache;

  constructor(private readonly deps: DeadlineWatchDeps) {
    super({ afterFailureMs: AFTER_FAILURE_MS, onError: deps.onError });
    this.dags = new DagCache(deps.pool);
  }

  /** All that are over; answers when the next one is. */
  protected async go(): Promise<number> {
    const { pool, notifier } = this.deps;
    while (!this.isStopped && (await settleDeadlines(pool, this.dags, notifier)));
    return Math.min(Math.max((await nextMs(pool)) ?? SWEEP_MS, 1), SWEEP_MS);
  }
}

/** In how many ms the next deadline is over, by PostgreSQL's clock; null where none is open. */
async function nextMs(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `select ceil(extract(epoch from min(at) - clock_timestamp()) * 1000)::float8 as ms from deadlines where met_at is null and missed_at is null`,
  );
  return rows[0]?.ms ?? null;
}

/** This process's part in watching deadlines. Answers what ends it. */
export const startDeadlineWatch = (deps: DeadlineWatchDeps & { listener: Listener }): Promise<() => Promise<void>> =>
  pokedBy(deps.listener, 'continuo_deadlines', new DeadlineWatch(deps));
