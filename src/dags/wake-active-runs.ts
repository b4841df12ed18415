import type { Tx } from '../platform/database/transaction.js';

/**
 * Runs under way hear that their DAG was paused or unpaused: a paused one holds them (airflow-semantics §1.1). To be called under the DAG's row lock,
 * which admission takes, too: a run that is admitted later reads it at its start. The outbox must be poked after the commit.
 */
export async function wakeActiveRuns(tx: Tx, dagId: string): Promise<void> {
  await tx.query(WAKE, [dagId]);
}

const WAKE = `
insert into outbox (kind, dag_run_id, epoch)
select 'wake', id, epoch from dag_runs where dag_id = $1 and admitted_at is not null and ended_at is null order by id`;
