import type { SlotPlace } from '../domain/runs/explain/explain-slots.js';
import { type Queryable, readRows } from '../platform/database/reading.js';

/** Of the task instance that it names. */
export interface NamedSlotPlace extends SlotPlace {
  dagRunId: string;
  taskId: string;
  mapIndex: number;
}

/** The places of those among the given task instances that wait for slots. */
export function slotPlaces(
  db: Queryable,
  instances: readonly { dagRunId: string; taskId: string; mapIndex: number }[],
): Promise<NamedSlotPlace[]> {
  const values = [
    instances.map((each) => each.dagRunId),
    instances.map((each) => each.taskId),
    instances.map((each) => each.mapIndex),
  ];
  return readRows<NamedSlotPlace>(db, PLACES, values);
}

const PLACES = `
select w.dag_run_id as "dagRunId", w.task_id as "taskId", w.map_index as "mapIndex", w.pool, w.pool_slots as "poolSlots",
  case when w.pool = 'default' then coalesce(l.slots, 128) else l.slots end as slots,
  case when w.pool = 'default' then (select count(*)::int from default_slots where dag_run_id is not null)
    else (select coalesce(sum(s.slots), 0)::int from slot_leases s where s.kind = 'pool' and s.id = w.pool) end as occupied,
  (select 1 + count(*)::int from slot_waiters o where o.pool = w.pool and (o.priority > w.priority or (o.priority = w.priority
    and (o.logical_date, o.map_index, o.seq) < (w.logical_date, w.map_index, w.seq)))) as position,
  w.per_dag as "perDag",
  (select count(*)::int from slot_leases s where w.per_dag is not null and s.kind = 'task' and s.id = w.dag_id || '/' || w.task_id) as "perDagUsed",
  g.slots as global, (select count(*)::int from slot_leases s where g.slots is not null and s.kind = 'global') as "globalUsed"
from slot_waiters w
join unnest($1::text[], $2::text[], $3::int[]) as q(dag_run_id, task_id, map_index) using (dag_run_id, task_id, map_index)
left join limits l on l.kind = 'pool' and l.id = w.pool
left join limits g on g.kind = 'global'`;
