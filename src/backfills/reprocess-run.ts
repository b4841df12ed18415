import type { ControlRequest } from '../domain/runs/run-inputs.js';
import type { Tx } from '../platform/database/transaction.js';
import { requestControl } from '../runs/index.js';
import type { DueBackfill } from './backfill-progress.js';
import { causeOf, type DateEnd } from './date-end.js';

/** Every task again, whatever came of it (airflow-semantics §1.15). */
const WHOLE_RUN: ControlRequest = {
  kind: 'clearTasks',
  select: { taskIds: null, mapIndexes: null, upstream: false, downstream: true, onlyFailed: false },
};

/** Clears an ended run as a whole and makes it one of the backfill. The caller holds its lock. */
export async function reprocessRun(
  tx: Tx,
  backfill: DueBackfill,
  { dagRunId, ordinal }: { dagRunId: string; ordinal: number },
): Promise<DateEnd> {
  const { createdBy: actor, reason, onLatestVersion } = backfill;
  const requested = await requestControl(tx, { dagRunId, request: WHOLE_RUN, actor, reason, onLatestVersion });
  if (requested === null) return { state: 'skipped', reason: 'the run is gone' };
  if ('refusal' in requested) return { state: 'skipped', reason: requested.refusal.message };
  if (!requested.reopened) return { state: 'skipped', reason: 'the run has nothing that could be done again' };
  await tx.query(
    `update dag_runs set type = 'BACKFILL', backfill_id = $2, backfill_ordinal = $3, cause = $4 where id = $1`,
    [dagRunId, backfill.id, ordinal, JSON.stringify(causeOf(backfill, ordinal))],
  );
  return { state: 'reprocessed', dagRunId };
}
