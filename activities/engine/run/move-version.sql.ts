import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Present } from '../../../src/domain/runs/controls/moved-version.js';
import { type PlanIndex, priorityOf } from '../../../src/domain/runs/plan-index.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { AddedInstance } from './added-instance.js';
import type { RunRow } from './run-row.sql.js';

export async function latestVersion(tx: Tx, dagId: string): Promise<number> {
  const { rows } = await tx.query<{ number: number }>('select latest_version as number from dags where id = $1', [
    dagId,
  ]);
  if (rows[0] === undefined) throw new Error(`dag ${dagId} is gone`);
  return rows[0].number;
}

/** Tries without an outcome, as `taskId/mapIndex/tryNumber`, locked: nobody settles them meanwhile. */
export async function openTries(tx: Tx, dagRunId: string): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    `select concat_ws('/', task_id, map_index, try_number) as key from tickets
     where dag_run_id = $1 and outcome is null order by task_id, map_index, try_number for update`,
    [dagRunId],
  );
  return rows.map(({ key }) => key);
}

export async function showRemoved(tx: Tx, dagRunId: string, removed: readonly Present[]): Promise<void> {
  await tx.query(
    `update task_instances i set state = 'REMOVED', ended_at = coalesce(i.ended_at, clock_timestamp()), next_try_at = null
     from unnest($2::text[], $3::int[]) as g(task_id, map_index)
     where i.dag_run_id = $1 and i.task_id = g.task_id and i.map_index = g.map_index`,
    [dagRunId, removed.map(({ taskId }) => taskId), removed.map(({ mapIndex }) => mapIndex)],
  );
}

/** What the version says of the tasks that there are already. */
export async function showKept(
  tx: Tx,
  dagRunId: string,
  tasks: readonly CompiledTask[],
  index: PlanIndex,
): Promise<void> {
  const json = tasks.map(({ id, type, pool, poolSlots, queue, displayName, retries }, position) => ({
    ...{ task_id: id, position, operator: type, pool, pool_slots: poolSlots, queue },
    ...{ display_name: displayName, max_tries: retries + 1, priority_weight: priorityOf(index, position) },
  }));
  await tx.query(SHOW_KEPT, [dagRunId, JSON.stringify(json)]);
}

const SHOW_KEPT = `
update task_instances i set position = t.position, operator = t.operator, pool = t.pool, pool_slots = t.pool_slots,
  priority_weight = t.priority_weight, queue = t.queue, display_name = t.display_name,
  max_tries = case when i.try_number = 0 then t.max_tries else i.max_tries end
from jsonb_to_recordset($2::jsonb) as t(task_id text, position int, operator text, pool text, pool_slots int, priority_weight int,
  queue text, display_name text, max_tries int)
where i.dag_run_id = $1 and i.task_id = t.task_id`;

/** A row for each; one that an earlier move has left REMOVED is taken up again. */
export async function addInstances(tx: Tx, dagRunId: string, added: readonly AddedInstance[]): Promise<void> {
  await tx.query(ADD, [dagRunId, JSON.stringify(added)]);
}

const ADD = `
insert into task_instances as i (dag_run_id, task_id, map_index, position, state, try_number, max_tries, operator, pool, pool_slots, priority_weight,
  queue, display_name)
select $1, "taskId", "mapIndex", position, state, "tryNumber", "maxTries", operator, pool, "poolSlots", "priorityWeight", queue, "displayName"
from jsonb_to_recordset($2::jsonb) as t("taskId" text, "mapIndex" int, position int, state text, "tryNumber" int, "maxTries" int, operator text,
  pool text, "poolSlots" int, "priorityWeight" int, queue text, "displayName" text)
on conflict (dag_run_id, task_id, map_index) do update set state = excluded.state, max_tries = excluded.max_tries,
  ended_at = case when excluded.state = 'NONE' then null else i.ended_at end,
  started_at = case when excluded.state = 'NONE' then null else i.started_at end`;

/** A run under way gets its next execution, and the old one finds itself superseded. */
export async function moveRun(tx: Tx, run: RunRow, to: number, live: boolean): Promise<void> {
  await tx.query('delete from run_snapshots where dag_run_id = $1', [run.id]);
  await tx.query('update dag_runs set version_number = $2, epoch = epoch + $3 where id = $1', [
    run.id,
    to,
    live ? 1 : 0,
  ]);
  if (!live) return;
  await tx.query(`insert into outbox (kind, dag_run_id, epoch) values ('wake', $1, $2), ('start', $1, $2 + 1)`, [
    run.id,
    run.epoch,
  ]);
}
