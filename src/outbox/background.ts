import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { deleteExpired } from '../../activities/engine/cache/task-cache.sql.js';
import { type QueuedTimeout, tellLate } from '../../activities/engine/queue/tell-late.js';
import type { Notifier } from '../event-store/index.js';
import type { Listener } from '../platform/database/listener.js';
import { pokedBy } from '../platform/database/poked-by.js';
import { inTransaction } from '../platform/database/transaction.js';
import { admitRuns } from '../runs/index.js';
import { Reconciler } from './reconciler.js';
import { OutboxRelay } from './relay.js';

/** How often runs without an open execution are looked for; at start it is tried until Temporal answers. */
const RECONCILE_MS = 60_000;
/** A run is admitted in the transaction that makes room for it; this finds what two transactions at once have not seen of each other. */
const ADMIT_MS = 5_000;
/** A wake-up that Temporal lost (restored from a backup) is given again. */
const WAKE_MS = 10_000;
/** Cached results that hold no more are deleted, so many at a time. */
const FORGET_MS = 60_000;
const FORGET_AT_ONCE = 1_000;
/** Tickets that have stood in a queue for too long are looked for this often, or more often where that is soon. */
const LATE_MS = 30_000;
const FIRST_PAUSE_MS = 250;

export interface DispatchDeps {
  pool: Pool;
  client: Client;
  listener: Listener;
  notifier: Notifier;
  /** History events after which an execution continues as new (ARCHITECTURE decision 10). */
  segmentEvents: number;
  queuedTimeout: QueuedTimeout;
  onError(error: unknown): void;
}

/** The service's way to Temporal: delivers the outbox, and opens again what Temporal has lost. Answers what ends it. */
export async function startDispatch(deps: DispatchDeps): Promise<() => Promise<void>> {
  const { pool, client, listener, notifier, onError } = deps;
  const reconciler = new Reconciler(pool, client, () => notifier.poke('continuo_outbox'));
  const relay = new OutboxRelay({
    ...{ pool, client, onError, segmentEvents: deps.segmentEvents },
    onUnknownRun: (dagRunId) => void reconciler.reconcile(dagRunId).catch(onError),
  });
  const stopRelay = await pokedBy(listener, 'continuo_outbox', relay);
  const admission = setInterval(() => void admitWaiting(pool).then((n) => n > 0 && relay.poke(), onError), ADMIT_MS);
  const waking = setInterval(() => void wakeForgotten(pool).then((n) => n > 0 && relay.poke(), onError), WAKE_MS);
  const forgetting = setInterval(() => void deleteExpired(pool, FORGET_AT_ONCE).catch(onError), FORGET_MS);
  const lateness = setInterval(
    () => void tellLate(pool, deps.queuedTimeout).then((n) => n > 0 && tellOfLate(notifier), onError),
    Math.min(LATE_MS, deps.queuedTimeout.afterMs),
  );
  const stopReconciling = repeat(() => reconciler.reconcileAll(), onError);
  return async () => {
    stopReconciling();
    clearInterval(admission);
    clearInterval(waking);
    clearInterval(forgetting);
    clearInterval(lateness);
    await stopRelay();
  };
}

function tellOfLate(notifier: Notifier): void {
  notifier.poke('continuo_events');
  notifier.poke('continuo_outbox');
}

/** Admits what waits though there is room; answers how many runs. */
async function admitWaiting(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from dags where not paused and exists (
       select 1 from dag_runs r where r.dag_id = dags.id and r.ended_at is null and r.admitted_at is null)`,
  );
  let admitted = 0;
  for (const { id } of rows) admitted += await inTransaction(pool, (tx) => admitRuns(tx, id));
  return admitted;
}

/** Wakes runs that have not read an outcome, a control, the wake of a wait or the pause of their DAG for a while; answers how many. */
async function wakeForgotten(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `insert into outbox (kind, dag_run_id, epoch) select 'wake', id, epoch from dag_runs r where ended_at is null and admitted_at is not null
     and (exists (select 1 from tickets t where t.dag_run_id = r.id and outcome is not null and not read and settled_at < clock_timestamp() - interval '10 seconds')
       or exists (select 1 from tickets t where t.dag_run_id = r.id and outcome is null and owner is null and poke > 0 and woken and next_at < clock_timestamp() - interval '10 seconds')
       or exists (select 1 from controls c where c.dag_run_id = r.id and applied_at is null and created_at < clock_timestamp() - interval '10 seconds')
       or exists (select 1 from dags d where d.id = r.dag_id and d.paused <> r.held and d.updated_at < clock_timestamp() - interval '10 seconds'))`,
  );
  return rowCount ?? 0;
}

/** At once, then at intervals; after a failure soon again, more and more patiently. */
function repeat(work: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const run = async (pause: number): Promise<void> => {
    const failed = await work().then(
      () => false,
      (error: unknown) => {
        onError(error);
        return true;
      },
    );
    const next = failed ? Math.min(pause * 2, RECONCILE_MS) : FIRST_PAUSE_MS;
    if (!stopped) timer = setTimeout(() => void run(next), failed ? pause : RECONCILE_MS);
  };
  void run(FIRST_PAUSE_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
