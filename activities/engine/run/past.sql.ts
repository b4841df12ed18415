import type { PastInstance } from '../../../src/domain/runs/past.js';
import { readRow, type Queryable } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** The task in the run before, and which run that is. */
export interface PastRun extends PastInstance {
  dagRunId: string;
  runId: string;
  /** Worst state of its instances, upper case; null where that run has none. */
  worst: string | null;
}

export interface PastQuestion {
  dagId: string;
  logicalDate: string | null;
  taskId: string;
  /** Tasks directly below it. */
  below: readonly string[];
  /** A DAG that catches up looks at scheduled runs only (airflow-semantics §1.5). */
  catchup: boolean;
  /** The task's own, RFC 3339: what lies before it counts for nothing. */
  startDate: string | null;
}

/**
 * The task in the run before, by logical date; null where there is none. Of a mapped task the worst instance counts. The first date of a backfill has none
 * before it.
 */
export async function readPast(db: Queryable, question: PastQuestion): Promise<PastRun | null> {
  const { dagId, logicalDate, taskId, below, catchup, startDate } = question;
  if (logicalDate === null) return null;
  const values = [dagId, logicalDate, taskId, below, catchup, startDate];
  const row = await readRow<PastRow>(db, READ_PAST, values);
  if (row === null) return null;
  const { states, ...before } = row;
  const worst = states.find((state) => state !== 'SUCCESS' && state !== 'SKIPPED') ?? states[0] ?? null;
  return { ...before, worst, state: stateOf(worst) };
}

type PastRow = Omit<PastRun, 'state' | 'worst'> & { states: string[] };

const stateOf = (state: string | null): PastInstance['state'] =>
  state === null ? null : state === 'SUCCESS' ? 'success' : state === 'SKIPPED' ? 'skipped' : 'none';

const READ_PAST = `
with before as (
  select id, run_id, logical_date from dag_runs where dag_id = $1 and logical_date < $2 and (not $5 or type <> 'MANUAL')
    and not exists (select 1 from dag_runs me where me.dag_id = $1 and me.logical_date = $2 and me.backfill_ordinal = 1)
  order by logical_date desc limit 1
)
select before.id as "dagRunId", before.run_id as "runId",
  coalesce((select array_agg(t.state) from task_instances t where t.dag_run_id = before.id and t.task_id = $3 and t.state <> 'REMOVED'), '{}') as states,
  not exists (select 1 from task_instances t where t.dag_run_id = before.id and t.task_id = any($4) and t.state not in ('SUCCESS', 'SKIPPED', 'REMOVED'))
    as "dependentsDone",
  exists (select 1 from task_instances t join dag_runs r on r.id = t.dag_run_id
    where r.dag_id = $1 and r.logical_date < $2 and t.task_id = $3 and t.try_number > 0) as "everRan"
from before where $6::timestamptz is null or before.logical_date >= $6`;

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
