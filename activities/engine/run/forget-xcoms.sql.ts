import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/**
 * Deletes the XComs of what a turn clears (airflow-semantics §1.13): an instance that is skipped or removed this time has no result, and one that
 * runs again has none until then.
 */
export async function forgetXComs(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  const cleared = events.filter((event) => event.type === 'TaskCleared');
  if (cleared.length === 0) return;
  await tx.query(
    `delete from xcoms x using unnest($2::text[], $3::int[]) as c(task_id, map_index)
     where x.dag_run_id = $1 and x.task_id = c.task_id and x.map_index = c.map_index`,
    [dagRunId, cleared.map(({ taskId }) => taskId), cleared.map(({ mapIndex }) => mapIndex)],
  );
}
