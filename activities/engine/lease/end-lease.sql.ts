import type { TaskError } from '../../../src/domain/runs/outcome.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from '../attempt/begin.sql.js';
import type { Freed } from '../slots/hand-over.js';

/** A try has this many attempts lost with their workers, then it is settled as LOST. */
export const LOST_LIMIT = 5;

const ms = (column: string, as: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as "${as}"`;

/** Marks the lease ended and answers what it was; null where it has ended already, or is unknown. No begin of it is under way any more. */
export async function closeLease(
  tx: Tx,
  incarnation: string,
): Promise<{ queue: string; identity: string; now: number } | null> {
  await tx.query('select 1 from worker_leases where incarnation = $1 for update', [incarnation]);
  const { rows } = await tx.query<{ queue: string; identity: string; now: number }>(
    `update worker_leases set ended_at = clock_timestamp() where incarnation = $1 and ended_at is null
     returning queue, identity, ${ms('clock_timestamp()', 'now')}`,
    [incarnation],
  );
  return rows[0] ?? null;
}

/** The next lease that has lapsed, locked; other reapers pass over it. */
export async function lapsedLease(tx: Tx): Promise<string | null> {
  const { rows } = await tx.query<{ incarnation: string }>(
    `select incarnation from worker_leases where ended_at is null and alive_until < clock_timestamp()
     order by alive_until limit 1 for update skip locked`,
  );
  return rows[0]?.incarnation ?? null;
}

export interface OwnedTicket extends TicketKey {
  dagId: string;
  lostCount: number;
  attemptHash: string | null;
  settled: boolean;
}

/** The tickets of a worker, in key order. */
export async function lockOwnedTickets(tx: Tx, incarnation: string): Promise<OwnedTicket[]> {
  const { rows } = await tx.query<OwnedTicket>(
    `select t.dag_run_id as "dagRunId", task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", r.dag_id as "dagId",
       lost_count as "lostCount", attempt_hash as "attemptHash", outcome is not null as settled
     from tickets t join dag_runs r on r.id = t.dag_run_id
     where owner = $1 order by t.dag_run_id collate "C", task_id collate "C", map_index, try_number for update of t`,
    [incarnation],
  );
  return rows;
}

/** Tickets that were settled while their body ran: it is gone now. Answers the pools in which there is room now. */
export async function endSettledTickets(tx: Tx, incarnation: string): Promise<string[]> {
  const { rows } = await tx.query<{ freed: string }>(
    `update tickets set owner = null, ended_at = clock_timestamp() where owner = $1 and outcome is not null
     returning coalesce(pool, 'default') as freed`,
    [incarnation],
  );
  return rows.map(({ freed }) => freed);
}

/** An attempt is lost; the ticket is open for the next one, and its delivery may be dead: the run dispatches again. */
export async function loseAttempt(tx: Tx, ref: TicketKey): Promise<void> {
  await tx.query(
    `update tickets set owner = null, generation = generation + 1, lost_count = lost_count + 1, attempt_version = null, attempt_hash = null,
       begun_at = null
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and outcome is null`,
    keyOf(ref),
  );
}

/** The last attempt that a try may lose: the try ends with it. The count stays, for no attempt follows. Answers the pool in which there is room now. */
export async function settleLost(
  tx: Tx,
  ref: TicketKey,
  error: TaskError,
  attemptHash: string | null,
): Promise<string | null> {
  const { rows } = await tx.query<Freed>(
    `update tickets set owner = null, generation = generation + 1, outcome = $5, settled_at = clock_timestamp(), ended_at = clock_timestamp(),
       attempt_version = 1, attempt_hash = $6
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and outcome is null
     returning coalesce(pool, 'default') as freed`,
    [...keyOf(ref), JSON.stringify({ kind: 'LOST', error }), attemptHash],
  );
  return rows[0]?.freed ?? null;
}

/** Shows the loss: the attempt ended as LOST, and the task waits for a worker again. */
export async function showLost(tx: Tx, ref: TicketKey, attempt: number, at: Date, error: TaskError): Promise<void> {
  await tx.query(
    `with ended as (
       update task_attempts set outcome = 'LOST', ended_at = $6, error = $7
       where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and attempt = $5 and outcome is null
     )
     update task_instances set state = 'QUEUED'
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and state = 'RUNNING'`,
    [...keyOf(ref), attempt, at, JSON.stringify(error)],
  );
}

/**
 * Open tickets of the queue that nobody has begun, or whose next poke is due: their delivery may have died with the worker. Answers their runs.
 * More dispatches than needed do no harm: begin arbitrates.
 */
export async function redispatchQueue(tx: Tx, queue: string): Promise<string[]> {
  const { rows } = await tx.query<{ dagRunId: string }>(
    `with waiting as (
       select dag_run_id, task_id, map_index, try_number from tickets
       where outcome is null and owner is null and queue = $1 and (next_at is null or next_at <= clock_timestamp())
       order by dag_run_id, task_id, map_index, try_number for update skip locked
     )
     update tickets t set generation = generation + 1 from waiting w
     where t.dag_run_id = w.dag_run_id and t.task_id = w.task_id and t.map_index = w.map_index and t.try_number = w.try_number
     returning t.dag_run_id as "dagRunId"`,
    [queue],
  );
  return [...new Set(rows.map((row) => row.dagRunId))];
}

export async function wakeRuns(tx: Tx, dagRunIds: readonly string[]): Promise<void> {
  await tx.query(
    `insert into outbox (kind, dag_run_id, epoch) select 'wake', id, epoch from dag_runs where id = any($1) order by id`,
    [dagRunIds],
  );
}
