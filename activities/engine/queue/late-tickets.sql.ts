import type { TaskError } from '../../../src/domain/runs/outcome.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import type { Freed } from '../slots/hand-over.js';

/** A ticket that no worker has begun for a long time. */
export interface LateTicket extends TicketKey {
  dagId: string;
  queue: string;
  /** ms since the epoch. */
  queuedAt: number;
  now: number;
  /** Hash of the event that has told of it before, null where none has. */
  toldHash: string | null;
}

/**
 * Locks and marks tickets that have stood in their queue for longer than this, some at a time; one that waits for slots of a pool or between pokes stands in none.
 * @param again those that were marked before, too; without it, each is marked once
 */
export async function markLate(tx: Tx, afterMs: number, limit: number, again: boolean): Promise<LateTicket[]> {
  const { rows } = await tx.query<LateTicket>(
    `with late as (
       select t.dag_run_id, t.task_id, t.map_index, t.try_number, r.dag_id, i.queued_at,
         (select e.hash from events e where e.stream = 'queue-' || t.dag_run_id || '/' || t.task_id || '/' || t.map_index || '/' || t.try_number
            and e.version = 0) as told_hash
       from tickets t join dag_runs r on r.id = t.dag_run_id join task_instances i using (dag_run_id, task_id, map_index)
       where t.outcome is null and t.owner is null and t.fence = 0 and ($3 or t.overdue_at is null) and i.state = 'QUEUED' and i.try_number = t.try_number
         and greatest(i.queued_at, t.granted_at) < clock_timestamp() - $1 * interval '1 millisecond'
         and not exists (select 1 from slot_waiters w where w.dag_run_id = t.dag_run_id and w.task_id = t.task_id and w.map_index = t.map_index
           and w.try_number = t.try_number)
       order by t.dag_run_id, t.task_id, t.map_index, t.try_number limit $2 for update of t skip locked
     )
     update tickets t set overdue_at = coalesce(overdue_at, clock_timestamp()) from late l
     where t.dag_run_id = l.dag_run_id and t.task_id = l.task_id and t.map_index = l.map_index and t.try_number = l.try_number
     returning t.dag_run_id as "dagRunId", t.task_id as "taskId", t.map_index as "mapIndex", t.try_number as "tryNumber", t.queue,
       l.dag_id as "dagId", l.told_hash as "toldHash", floor(extract(epoch from l.queued_at) * 1000)::float8 as "queuedAt",
       floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now`,
    [afterMs, limit, again],
  );
  return rows;
}

/** The end of a try that nobody has begun, and that nobody can begin any more: its ticket, which the caller has locked, has its outcome. Answers the pool in which there is room now: an ordinary one holds nothing. */
export async function settleUnbegun(tx: Tx, ref: TicketKey, error: TaskError): Promise<string | null> {
  const { rows } = await tx.query<Freed>(
    `update tickets set outcome = $5, settled_at = clock_timestamp(), ended_at = clock_timestamp()
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and outcome is null and owner is null and fence = 0
     returning pool as freed`,
    [...keyOf(ref), JSON.stringify({ kind: 'FAILED', error })],
  );
  return rows[0]?.freed ?? null;
}
