import type { Tx } from '../platform/database/transaction.js';
import { TABLES_OF_RUNS } from './run-tables.js';

/** Deletes runs with everything that hangs on them but their events. The caller holds the lock of the runs' rows. */
export async function deleteRunRows(tx: Tx, dagRunIds: readonly string[]): Promise<void> {
  if (dagRunIds.length === 0) return;
  for (const table of TABLES_OF_RUNS) await tx.query(`delete from ${table} where dag_run_id = any($1)`, [dagRunIds]);
  await tx.query('delete from dag_runs where id = any($1)', [dagRunIds]);
}
