import type { Queryable } from '../../../src/platform/database/reading.js';
import { readRow } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { ChildRun } from '../../sdk/index.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import { wakeTicket } from '../attempt/wait.sql.js';

const CHILD = 'select id, dag_id as "dagId", run_id as "runId", state from dag_runs where';

export const readRun = (db: Queryable, id: string): Promise<ChildRun | null> => readRow(db, `${CHILD} id = $1`, [id]);

/** The run that a try has made. */
export const readChild = (db: Queryable, ref: TicketKey): Promise<ChildRun | null> =>
  readRow(
    db,
    `${CHILD} parent_dag_run_id = $1 and parent_task_id = $2 and parent_map_index = $3 and parent_try_number = $4`,
    keyOf(ref),
  );

/** In the transaction of a run's end: the try that made the run hears of it at once, if it waits. */
export async function wakeParent(tx: Tx, dagRunId: string): Promise<void> {
  const parent = await readRow<TicketKey>(
    tx,
    `select parent_dag_run_id as "dagRunId", parent_task_id as "taskId", parent_map_index as "mapIndex", parent_try_number as "tryNumber"
     from dag_runs where id = $1 and parent_dag_run_id is not null`,
    [dagRunId],
  );
  if (parent !== null) await wakeTicket(tx, parent);
}

/** The try has had the run cleared; its control stands under the run row's lock, which the caller holds. */
export async function hasCleared(tx: Tx, dagRunId: string, by: string): Promise<boolean> {
  const found = await readRow<{ number: number }>(
    tx,
    `select number from controls where dag_run_id = $1 and kind = 'clearTasks' and input ->> 'by' = $2 limit 1`,
    [dagRunId, by],
  );
  return found !== null;
}

/** Runs that any try of these task instances has made: what a clear with cascade clears, too. */
export async function childrenOf(
  db: Queryable,
  dagRunId: string,
  instances: readonly { taskId: string; mapIndex: number }[],
): Promise<(ChildRun & { taskId: string; mapIndex: number })[]> {
  const { rows } = await db.query<ChildRun & { taskId: string; mapIndex: number }>(
    `select id, dag_id as "dagId", run_id as "runId", state, parent_task_id as "taskId", parent_map_index as "mapIndex"
     from dag_runs where parent_dag_run_id = $1 and (parent_task_id, parent_map_index) in (select * from unnest($2::text[], $3::int[]))
     order by id`,
    [dagRunId, instances.map(({ taskId }) => taskId), instances.map(({ mapIndex }) => mapIndex)],
  );
  return rows;
}
