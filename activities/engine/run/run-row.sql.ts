import type { Tx } from '../../../src/platform/database/transaction.js';

/** What the engine reads of a run, under its row lock: the fence, the head of its stream and what its plan needs. */
export interface RunRow {
  id: string;
  dagId: string;
  versionNumber: number;
  logicalDate: Date | null;
  /** It has tasks out of their startDate and endDate, too. */
  allTasks: boolean;
  state: string;
  /** It has, or had, an execution; false while it waits for admission. */
  admitted: boolean;
  /** Tries of other runs wait for it, or for tasks of it. */
  awaited: boolean;
  epoch: number;
  head: number;
  headHash: string;
}

/** FOR NO KEY UPDATE: writers of the run's stream exclude each other; rows that only refer to the run do not wait. */
export async function lockRun(tx: Tx, dagRunId: string): Promise<RunRow | null> {
  const { rows } = await tx.query<RunRow>({ name: 'lockRun', text: LOCK_RUN, values: [dagRunId] });
  return rows[0] ?? null;
}

export const hasEnded = (run: RunRow): boolean => run.state === 'SUCCESS' || run.state === 'FAILED';

const LOCK_RUN = `
select id, dag_id as "dagId", version_number as "versionNumber", logical_date as "logicalDate", all_tasks as "allTasks", state,
  admitted_at is not null as admitted, awaited, epoch, head, head_hash as "headHash"
from dag_runs where id = $1 for no key update`;
