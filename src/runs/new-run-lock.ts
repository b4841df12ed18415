import type { Tx } from '../platform/database/transaction.js';

/**
 * Puts the creation of runs of DAGs in a row with the waits for such runs, until the caller's transaction ends. Who waits holds it alone while the wait is
 * written down (`await`); who creates shares it with others who create, and looks for waits afterwards, in a new statement. So a wait is seen by the creation, or
 * the run by the wait, which looks for it in a later transaction. No row could be the lock: the DAG need not exist yet.
 */
export async function lockNewRuns(tx: Tx, dagIds: readonly string[], purpose: 'create' | 'await'): Promise<void> {
  const shared = purpose === 'create' ? '_shared' : '';
  await tx.query(
    `select pg_advisory_xact_lock${shared}(hashtextextended('new runs of ' || id, 0)) from unnest($1::text[]) as d(id)`,
    [dagIds],
  );
}
