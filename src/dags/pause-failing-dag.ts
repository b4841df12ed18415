import { SCHEDULER } from '../domain/events/actor.js';
import { failedInARow, type EndedRun, reasonOfPause } from '../domain/deadlines/consecutive-failures.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import { dagStream } from './store-versions.js';
import { wakeActiveRuns } from './wake-active-runs.js';

/**
 * Pauses the DAG where its last `maxConsecutiveFailedRuns` runs have failed (airflow-semantics §1.1). To be called in the transaction in which a run has
 * failed, under the run row's lock. The DAG's row is locked, so that two runs which fail at once see each other.
 */
export async function pauseFailingDag(tx: Tx, dagId: string): Promise<void> {
  const { rows: dags } = await tx.query<{ most: number }>(LOCK, [dagId]);
  const most = dags[0]?.most ?? 0;
  if (most === 0) return;
  const { rows } = await tx.query<EndedRun & { now: Date }>(LATEST, [dagId, most]);
  const failed = failedInARow(most, rows);
  if (failed === null) return;
  await tx.query('update dags set paused = true, updated_at = clock_timestamp() where id = $1', [dagId]);
  const draft = {
    type: 'DagPaused',
    occurredAt: (rows[0]?.now ?? new Date()).toISOString(),
    actor: SCHEDULER,
    reason: reasonOfPause(failed),
    dagId,
    payload: { failedRuns: failed.map(({ dagRunId }) => dagRunId) },
  };
  await appendToStream(tx, dagStream(dagId), [draft]);
  await wakeActiveRuns(tx, dagId);
}

const LOCK = `
select max_consecutive_failed_runs as most from dags where id = $1 and not paused and max_consecutive_failed_runs > 0 for no key update`;

/** Its own statement: it sees what was committed while the lock was waited for. */
const LATEST = `
select r.id as "dagRunId", r.run_id as "runId", r.state = 'FAILED' as failed, clock_timestamp() as now
from dags d join dag_runs r on r.dag_id = d.id
where d.id = $1 and r.ended_at is not null and (d.failures_since is null or r.ended_at > d.failures_since)
order by coalesce(r.logical_date, r.run_after) desc, r.id desc limit $2`;
