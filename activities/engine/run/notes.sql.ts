import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** Writes the notes of a turn to what they are about. */
export async function saveNotes(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === 'RunNoted')
      await tx.query('update dag_runs set note = $2 where id = $1', [dagRunId, event.payload.note]);
    if (event.type === 'TaskNoted')
      await tx.query('update task_instances set note = $4 where dag_run_id = $1 and task_id = $2 and map_index = $3', [
        dagRunId,
        event.taskId,
        event.mapIndex,
        event.payload.note,
      ]);
  }
}
