import type { Pool } from 'pg';
import type { VersionReader } from '../dags/index.js';
import type { Notifier } from '../event-store/index.js';
import type { Listener } from '../platform/database/listener.js';
import { pokedBy } from '../platform/database/poked-by.js';
import { inTransaction } from '../platform/database/transaction.js';
import { PokedWork } from '../platform/poked-work.js';
import { dagsToJudge } from './asset-queue.js';
import { makeAssetRuns } from './make-asset-runs.js';

/** What a lost NOTIFY costs at most. */
const SWEEP_MS = 10_000;

export interface AssetRelayDeps {
  pool: Pool;
  listener: Listener;
  notifier: Notifier;
  versions: Pick<VersionReader, 'compiled' | 'compiledAll'>;
  onError(error: unknown): void;
}

/** Makes the runs that follow assets: when an event is queued (NOTIFY `continuo_assets`), and when a run ends of a DAG that had no room. */
export class AssetRelay extends PokedWork {
  /** DAGs whose run waits for room, as this process saw it. */
  private withheld = new Set<string>();

  constructor(private readonly deps: Omit<AssetRelayDeps, 'listener'>) {
    super({ afterFailureMs: SWEEP_MS, onError: deps.onError });
  }

  /** Something of a run has changed. While DAGs are judged, nobody knows yet whether one waits for that. */
  runChanged(): void {
    if (this.withheld.size > 0 || this.isRunning) this.poke();
  }

  protected async go(): Promise<number> {
    const ids = await dagsToJudge(this.deps.pool);
    const withheld = new Set<string>();
    for (const id of ids) if (await this.judge(id)) withheld.add(id);
    this.withheld = withheld;
    return SWEEP_MS;
  }

  /** One DAG that cannot be judged does not stop the others. Answers whether a run of it is withheld. */
  private async judge(dagId: string): Promise<boolean> {
    const { pool, versions, notifier, onError } = this.deps;
    try {
      const { runs, withheld, problem } = await inTransaction(pool, (tx) => makeAssetRuns(tx, versions, dagId));
      if (runs > 0) notifier.poke('continuo_outbox');
      if (runs > 0) notifier.poke('continuo_events');
      if (problem !== null) onError(new Error(problem));
      return withheld;
    } catch (error) {
      onError(error);
      return false;
    }
  }
}

/** Any number of processes may run one. Answers what ends it. */
export async function startAssetRelay({ listener, ...deps }: AssetRelayDeps): Promise<() => Promise<void>> {
  const relay = new AssetRelay(deps);
  const stopHearing = await listener.on('continuo_run', () => relay.runChanged());
  const stop = await pokedBy(listener, 'continuo_assets', relay);
  return async () => {
    stopHearing();
    await stop();
  };
}
