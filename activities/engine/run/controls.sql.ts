import { affectedBy } from '../../../src/domain/runs/controls/affected.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** Writes each control's answer into its row, in the transaction of its event. */
export async function answerControls(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'ControlApplied' && event.type !== 'ControlRefused') continue;
    const answer =
      event.type === 'ControlApplied'
        ? { kind: 'applied', affected: affectedBy(event.payload.number, events) }
        : { kind: 'refused', code: event.payload.code, message: event.payload.message };
    await tx.query(
      'update controls set applied_at = clock_timestamp(), answer = $3 where dag_run_id = $1 and number = $2',
      [dagRunId, event.payload.number, JSON.stringify(answer)],
    );
  }
}
