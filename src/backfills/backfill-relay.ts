import type { Pool } from 'pg';
import type { VersionReader } from '../dags/index.js';
import type { Notifier } from '../event-store/index.js';
import type { Listener } from '../platform/database/listener.js';
import { pokedBy } from '../platform/database/poked-by.js';
import { PokedWork } from '../platform/poked-work.js';
import { advanceBackfill, hasWork } from './advance-backfill.js';
import { progressOf } from './backfill-progress.js';

/** A lost poke costs at most this long. */
const SWEEP_MS = 10_000;

export interface BackfillRelayOptions {
  pool: Pool;
  listener: Listener;
  notifier: Notifier;
  versions: Pick<VersionReader, 'compiledAll'>;
  onError(error: unknown): void;
}

/**
 * Goes on with backfills whenever something has made room (NOTIFY `continuo_backfill`: a run has ended, a backfill was made or resumed, a DAG was unpaused).
 * Any number of processes may run one; any of them may die at any point. Answers what ends it.
 */
export function startBackfills(options: BackfillRelayOptions): Promise<() => Promise<void>> {
  return pokedBy(options.listener, 'continuo_backfill', new BackfillRelay(options));
}

class BackfillRelay extends PokedWork {
  constructor(private readonly options: BackfillRelayOptions) {
    super({ afterFailureMs: SWEEP_MS, onError: options.onError });
  }

  protected async go(): Promise<number> {
    for (const backfill of await progressOf(this.options.pool)) await this.advance(backfill.id);
    return SWEEP_MS;
  }

  /** As far as it goes; one that fails does not keep the others. */
  private async advance(id: string): Promise<void> {
    const { pool, versions, notifier, onError } = this.options;
    try {
      while (!this.isStopped && (await this.isDue(id)) && (await advanceBackfill(pool, versions, id))) {
        notifier.poke('continuo_outbox');
        notifier.poke('continuo_events');
        notifier.poke('continuo_backfill', id);
      }
    } catch (error) {
      onError(error);
    }
  }

  /** Without any lock, so that a backfill that has nothing to do costs nobody anything. */
  private async isDue(id: string): Promise<boolean> {
    return (await progressOf(this.options.pool, id)).some(hasWork);
  }
}
