import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** Gives the tasks that the events expand a row for each instance, in the place of the one that stood for them. */
export async function expandInstances(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'TaskMapped') continue;
    const { length } = event.payload;
    const { rowCount } = await tx.query(EXPAND, [dagRunId, event.taskId, length]);
    // all are new: there was no expansion before this one
    if (rowCount !== length) await tx.query(AGAIN, [dagRunId, event.taskId, length]);
  }
}

const COLUMNS = 'position, max_tries, operator, pool, pool_slots, priority_weight, queue, display_name';

const EXPAND = `
with whole as (
  delete from task_instances where dag_run_id = $1 and task_id = $2 and map_index = -1 returning ${COLUMNS}
), pattern as (
  select * from whole
  union all (select ${COLUMNS} from task_instances where dag_run_id = $1 and task_id = $2 and map_index = 0)
  limit 1
)
insert into task_instances (dag_run_id, task_id, map_index, state, ${COLUMNS})
select $1, $2, i, 'NONE', ${COLUMNS} from pattern, generate_series(0, $3 - 1) as i
on conflict (dag_run_id, task_id, map_index) do nothing`;

/** Expanded again, after a clear: to fewer items, or to more than last time. */
const AGAIN = `
update task_instances set state = case when map_index >= $3 then 'REMOVED' else 'NONE' end
where dag_run_id = $1 and task_id = $2 and (map_index >= $3 or state = 'REMOVED')`;
