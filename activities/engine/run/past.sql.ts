import type { PastInstance } from '../../../src/domain/runs/past.js';
import { readRow, type Queryable } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

export interface PastQuestion {
  dagId: string;
  logicalDate: string | null;
  taskId: string;
  /** Tasks directly below it. */
  below: readonly string[];
  /** A DAG that catches up looks at scheduled runs only (airflow-semantics §1.5). */
  catchup: boolean;
}

/**
 * The task in the run before, by logical date; null where there is none. Of a mapped task the worst instance counts.
 */
export async function readPast(db: Queryable, question: PastQuestion): Promise<PastInstance | null> {
  const { dagId, logicalDate, taskId, below, catchup } = question;
  if (logicalDate === null) return null;
  const row = await readRow<{ states: string[]; dependentsDone: boolean; everRan: boolean }>(db, READ_PAST, [
    dagId,
    logicalDate,
    taskId,
    below,
    catchup,
  ]);
  if (row === null) return null;
  const { states, dependentsDone, everRan } = row;
  const worst = states.find((state) => state !== 'SUCCESS' && state !== 'SKIPPED') ?? states[0] ?? null;
  return { state: stateOf(worst), dependentsDone, everRan };
}

const stateOf = (state: string | null): PastInstance['state'] =>
  state === null ? null : state === 'SUCCESS' ? 'success' : state === 'SKIPPED' ? 'skipped' : 'none';

const READ_PAST = `
with before as (
  select id from dag_runs where dag_id = $1 and logical_date < $2 and (not $5 or type <> 'MANUAL') order by logical_date desc limit 1
)
select
  coalesce((select array_agg(t.state) from task_instances t where t.dag_run_id = before.id and t.task_id = $3 and t.state <> 'REMOVED'), '{}') as states,
  not exists (select 1 from task_instances t where t.dag_run_id = before.id and t.task_id = any($4) and t.state not in ('SUCCESS', 'SKIPPED', 'REMOVED'))
    as "dependentsDone",
  exists (select 1 from task_instances t join dag_runs r on r.id = t.dag_run_id
    where r.dag_id = $1 and r.logical_date < $2 and t.task_id = $3 and t.try_number > 0) as "everRan"
from before`;

/** The DAG has tasks that wait for themselves in the run before: its turns must be told to the runs after it. */
export const isWatched = ({
  tasks,
}: {
  tasks: readonly { dependsOnPast?: boolean; waitForDownstream?: boolean }[];
}): boolean => tasks.some((task) => task.dependsOnPast === true || task.waitForDownstream === true);

/** Later runs of the DAG that are under way look at their past again. */
export async function wakeLaterRuns(tx: Tx, dagRunId: string): Promise<void> {
  await tx.query(
    `insert into outbox (kind, dag_run_id, epoch)
     select 'wake', later.id, later.epoch from dag_runs this join dag_runs later on later.dag_id = this.dag_id
     where this.id = $1 and later.logical_date > this.logical_date and later.admitted_at is not null and later.ended_at is null`,
    [dagRunId],
  );
}
