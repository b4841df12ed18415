import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Gone, Told } from '../../../src/domain/runs/controls/moved-version.js';
import { eachInstance } from '../../../src/domain/runs/instances.js';
import { priorityOf } from '../../../src/domain/runs/plan-index.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
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

export async function showRemoved(tx: Tx, dagRunId: string, gone: readonly Gone[]): Promise<void> {
  await tx.query(
    `update task_instances i set state = 'REMOVED', ended_at = coalesce(i.ended_at, clock_timestamp()), next_try_at = null
     from unnest($2::text[], $3::int[]) as g(task_id, map_index)
     where i.dag_run_id = $1 and i.task_id = g.task_id and i.map_index = g.map_index`,
    [dagRunId, gone.map(({ taskId }) => taskId), gone.map(({ mapIndex }) => mapIndex)],
  );
}

/** The version's tasks as rows: what it changes of those that there are, the new ones, and those that are back. */
export async function showInstances(
  tx: Tx,
  dagRunId: string,
  tasks: readonly CompiledTask[],
  told: Told,
): Promise<void> {
  const json = tasks.map(({ id, type, pool, poolSlots, queue, displayName, retries }, position) => ({
    ...{ task_id: id, position, operator: type, pool, pool_slots: poolSlots, queue },
    ...{ display_name: displayName, max_tries: retries + 1, priority_weight: priorityOf(told.index, position) },
  }));
  await tx.query(SHOW_TASKS, [dagRunId, JSON.stringify(json)]);
  const back: object[] = [];
  eachInstance(told.state, ({ state }, position, map_index) => {
    const task_id = told.index.plan.tasks[position]?.id;
    if (state !== 'removed') back.push({ task_id, map_index, state: state.toUpperCase() });
  });
  await tx.query(SHOW_BACK, [dagRunId, JSON.stringify(back)]);
}

const SHOW_TASKS = `
with tasks as (
  select * from jsonb_to_recordset($2::jsonb) as t(task_id text, position int, operator text, pool text, pool_slots int, priority_weight int,
    queue text, display_name text, max_tries int)
), kept as (
  update task_instances i set position = t.position, operator = t.operator, pool = t.pool, pool_slots = t.pool_slots,
    priority_weight = t.priority_weight, queue = t.queue, display_name = t.display_name,
    max_tries = case when i.try_number = 0 then t.max_tries else i.max_tries end
  from tasks t where i.dag_run_id = $1 and i.task_id = t.task_id
  returning i.task_id
)
insert into task_instances (dag_run_id, task_id, map_index, position, state, max_tries, operator, pool, pool_slots, priority_weight, queue, display_name)
select $1, task_id, -1, position, 'NONE', max_tries, operator, pool, pool_slots, priority_weight, queue, display_name
from tasks where task_id not in (select task_id from kept)`;

const SHOW_BACK = `
update task_instances i set state = b.state
from jsonb_to_recordset($2::jsonb) as b(task_id text, map_index int, state text)
where i.dag_run_id = $1 and i.task_id = b.task_id and i.map_index = b.map_index and i.state = 'REMOVED'`;

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
