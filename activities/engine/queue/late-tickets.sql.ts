import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TicketKey } from '../attempt/begin.sql.js';

/** A ticket that no worker has begun for a long time. */
export interface LateTicket extends TicketKey {
  dagId: string;
  queue: string;
  /** ms since the epoch. */
  queuedAt: number;
  now: number;
}

/** Marks tickets that have stood in their queue for longer than this, some at a time, each once; one that waits for slots of a pool or between pokes stands in none. */
export async function markLate(tx: Tx, afterMs: number, limit: number): Promise<LateTicket[]> {
  const { rows } = await tx.query<LateTicket>(
    `with late as (
       select t.dag_run_id, t.task_id, t.map_index, t.try_number, r.dag_id, i.queued_at
       from tickets t join dag_runs r on r.id = t.dag_run_id join task_instances i using (dag_run_id, task_id, map_index)
       where t.outcome is null and t.owner is null and t.fence = 0 and t.overdue_at is null and i.state = 'QUEUED' and i.try_number = t.try_number
         and greatest(i.queued_at, t.granted_at) < clock_timestamp() - $1 * interval '1 millisecond'
         and not exists (select 1 from slot_waiters w where w.dag_run_id = t.dag_run_id and w.task_id = t.task_id and w.map_index = t.map_index
           and w.try_number = t.try_number)
       order by t.dag_run_id, t.task_id, t.map_index, t.try_number limit $2 for update of t skip locked
     )
     update tickets t set overdue_at = clock_timestamp() from late l
     where t.dag_run_id = l.dag_run_id and t.task_id = l.task_id and t.map_index = l.map_index and t.try_number = l.try_number
     returning t.dag_run_id as "dagRunId", t.task_id as "taskId", t.map_index as "mapIndex", t.try_number as "tryNumber", t.queue,
       l.dag_id as "dagId", floor(extract(epoch from l.queued_at) * 1000)::float8 as "queuedAt",
       floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
    [afterMs, limit],
  );
  return rows;
}
