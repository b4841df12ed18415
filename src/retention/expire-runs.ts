import type { Tx } from '../platform/database/transaction.js';
import { deleteRunRows } from './delete-run-rows.js';
import { byDag, tellExpired } from './tell-expired.js';

/** Runs that one transaction takes, as long as they have no more task instances together. */
const RUNS_AT_ONCE = 50;
const INSTANCES_AT_ONCE = 5_000;

interface DueRun {
  id: string;
  dagId: string;
  runId: string;
  state: string;
  logicalDate: string | null;
  instances: number;
  before: string;
}

/** One step: deletes runs that have ended longer ago and that nothing needs any more. Answers whether there may be more. */
export async function expireRuns(tx: Tx, afterMs: number): Promise<boolean> {
  const { rows } = await tx.query<DueRun>(DUE, [afterMs, RUNS_AT_ONCE]);
  const runs = asManyAsFit(rows);
  await deleteRunRows(
    tx,
    runs.map(({ id }) => id),
  );
  const told = byDag(runs).map(([dagId, of]) => {
    const gone = of.map(({ id, runId, state, logicalDate }) => ({ dagRunId: id, runId, state, logicalDate }));
    return {
      type: 'RunsExpired' as const,
      dagId,
      payload: { endedBefore: of[0]?.before ?? null, count: of.length, runs: gone },
    };
  });
  await tellExpired(tx, told);
  return rows.length === RUNS_AT_ONCE || runs.length < rows.length;
}

/** At least one: a run of a great many instances goes alone. */
function asManyAsFit(rows: readonly DueRun[]): DueRun[] {
  let sum = 0;
  return rows.filter(({ instances }, i) => (sum += instances) <= INSTANCES_AT_ONCE || i === 0);
}

/**
 * Kept are: the DAG's latest run, by creation and by logical date (scheduled ones look at scheduled ones only where the DAG catches up), its latest
 * success, the run before one that is not finished, a run of a backfill that goes on, a run that somebody waits for or whose parent runs, and one with
 * work or messages left.
 */
const DUE = `
select r.id, r.dag_id as "dagId", r.run_id as "runId", r.state,
  to_char(r.logical_date at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "logicalDate",
  (select count(*)::int from task_instances t where t.dag_run_id = r.id) as instances,
  to_char((clock_timestamp() - $1 * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as before
from dag_runs r
where r.logs_expired_at >= r.ended_at and r.xcoms_expired_at >= r.ended_at and r.ended_at < clock_timestamp() - $1 * interval '1 millisecond'
  and exists (select 1 from dag_runs n where n.dag_id = r.dag_id and (n.queued_at, n.id) > (r.queued_at, r.id))
  and (r.logical_date is null or exists (
    select 1 from dag_runs n where n.dag_id = r.dag_id and n.logical_date > r.logical_date and (r.type = 'MANUAL' or n.type <> 'MANUAL')))
  and (r.state <> 'SUCCESS' or r.interval_start is null or exists (
    select 1 from dag_runs n where n.dag_id = r.dag_id and n.logical_date > r.logical_date and n.state = 'SUCCESS' and n.interval_start is not null))
  and not exists (
    select 1 from dag_runs u where u.dag_id = r.dag_id and u.ended_at is null and u.logical_date > r.logical_date and not exists (
      select 1 from dag_runs m where m.dag_id = r.dag_id and m.logical_date > r.logical_date and m.logical_date < u.logical_date
        and (r.type = 'MANUAL' or m.type <> 'MANUAL')))
  and not exists (select 1 from backfills b where b.id = r.backfill_id and b.ended_at is null)
  and not exists (select 1 from dag_runs p where p.id = r.parent_dag_run_id and p.ended_at is null)
  and not exists (select 1 from external_waits w where w.dag_id = r.dag_id and (w.run_id = r.run_id or w.logical_date = r.logical_date))
  and not exists (select 1 from tickets t where t.dag_run_id = r.id and (t.outcome is null or t.ended_at is null))
  and not exists (select 1 from remote_jobs j where j.dag_run_id = r.id and j.ended_at is null)
  and not exists (select 1 from controls c where c.dag_run_id = r.id and c.applied_at is null)
  and not exists (select 1 from notifications n where n.dag_run_id = r.id and n.state = 'PENDING')
order by r.ended_at limit $2 for update of r skip locked`;
