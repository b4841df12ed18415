import type { Pool } from 'pg';
import { appendToStream } from '../../event-store/index.js';
import { inTransaction } from '../../platform/database/transaction.js';
import { readSchedules, writeSchedules } from '../schedule-rows.js';
import { lockDag } from './due-rows.js';
import { schedulerEvent } from './tick-dags.js';

const AGAIN_AFTER_MS = 60_000;

/** A DAG whose runs cannot be made says why, and is tried again a minute later. @throws where PostgreSQL is out of reach */
export async function recordFailure(pool: Pool, dagId: string, failure: unknown): Promise<void> {
  const error = failure instanceof Error ? failure.message : String(failure);
  await inTransaction(pool, async (tx) => {
    const [state] = await readSchedules(tx, await lockDag(tx, dagId));
    if (state === undefined) return;
    await writeSchedules(tx, [{ ...state, wakeAt: state.now + AGAIN_AFTER_MS, withheld: false, error }]);
    if (error === state.error) return;
    await appendToStream(tx, `dag-${dagId}`, [schedulerEvent('DagScheduleFailed', dagId, { error }, null)]);
  });
}
