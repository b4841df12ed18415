import type { TicketRef, TryKey } from '../../../src/domain/runs/task-key.js';
import { appendPart, type ChainedEvents, eventRows } from '../../../src/event-store/index.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import { readNamedRow } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { RUN_FACTS, type RunFactsRow } from '../context/run-facts.sql.js';
import type { TicketRow } from './ticket-row.js';

export type TicketKey = { dagRunId: string } & TryKey;

export const keyOf = (ref: TicketKey): [string, string, number, number] => [
  ref.dagRunId,
  ref.taskId,
  ref.mapIndex,
  ref.tryNumber,
];

/**
 * Locks the ticket, the only arbiter of its try. The asking worker's lease is locked against its end (FOR KEY SHARE), so that a begin
 * under way and the end of the lease exclude each other: a ticket is never given to a worker whose lease has ended.
 */
export async function lockTicket(tx: Tx, ref: TicketRef, incarnation: string): Promise<TicketRow | null> {
  const { rows: leases } = await tx.query<{ leftMs: number }>(LOCK_LEASE, [incarnation]);
  const { rows } = await tx.query<Omit<TicketRow, 'leaseLeftMs'>>(LOCK_TICKET, keyOf(ref));
  const row = rows[0];
  return row === undefined ? null : { ...row, leaseLeftMs: leases[0]?.leftMs ?? null };
}

const LOCK_LEASE = `
select (extract(epoch from alive_until - clock_timestamp()) * 1000)::float8 as "leftMs"
from worker_leases where incarnation = $1 and ended_at is null for key share`;

const ms = (column: string, as: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as "${as}"`;

const LOCK_TICKET = `
select poke, owner, outcome, waits_as as "waitsAs", lost_count as "lostCount", attempt_version as "attemptVersion", attempt_hash as "attemptHash",
  exists (select 1 from tickets e where e.dag_run_id = $1 and e.task_id = $2 and e.map_index = $3 and e.try_number < $4 and e.ended_at is null)
    as "earlierLives",
  ${ms('waiting_since', 'waitingSince')}, ${ms('next_at', 'nextAt')}, ${ms('ended_at', 'endedAt')}, ${ms('clock_timestamp()', 'now')}
from tickets where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 for update`;

export interface Opening {
  incarnation: string;
  /** By the database's clock. */
  at: Date;
  sensor: boolean;
  attempt: number;
  /** Head of the attempt's stream when this begin opens an attempt; null when it goes on with one (a later poke, a lost reply). */
  hash: string | null;
  workerName: string;
  codeVersion: string | null;
}

/**
 * Gives the locked ticket to the worker and shows it in the projections. Answers the new fence and since when a sensor waits; null where the ticket
 * must hold slots and does not: then the database skips the update (migration 0002), and nothing has changed.
 */
export async function takeTicket(
  tx: Tx,
  ref: TicketRef,
  opening: Opening,
): Promise<{ fence: number; waitingSince: number | null } | null> {
  const { incarnation, at, sensor, hash, attempt, workerName, codeVersion } = opening;
  const { rows } = await tx.query<{ fence: number; waitingSince: number | null }>(TAKE_TICKET, [
    ...keyOf(ref),
    incarnation,
    at,
    sensor,
    hash,
    attempt,
    workerName,
    codeVersion,
  ]);
  return rows[0] ?? null;
}

const TAKE_TICKET = `
with begun as (
  update tickets set fence = fence + 1, owner = $5, woken = false,
    begun_at = case when $8::text is null then begun_at else $6 end,
    waiting_since = case when $7 then coalesce(waiting_since, $6) else waiting_since end,
    attempt_version = 0, attempt_hash = coalesce($8, attempt_hash)
  where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4
  returning fence, ${ms('waiting_since', 'waitingSince')}
), opened as (
  insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, started_at, worker, code_version)
  select $1, $2, $3, $4, $9, $6, $10, $11 from begun where $8::text is not null
), shown as (
  update task_instances set state = 'RUNNING', started_at = coalesce(started_at, $6), next_try_at = null
  from begun where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4
), forgotten as (
  delete from xcoms using begun where dag_run_id = $1 and task_id = $2 and map_index = $3 and $8::text is not null
)
select * from begun`;

export interface FreshOpening {
  incarnation: string;
  at: Date;
  sensor: boolean;
  workerName: string;
  codeVersion: string | null;
  event: ChainedEvents;
  /** The lease must have this much left. */
  needsLeaseMs: number;
}

/**
 * The whole of begin in one statement, for the case that nearly every ticket is in: nobody has begun it, and its first attempt opens. Answers
 * null where it is any other case, which `lockTicket` and `takeTicket` judge in full. Locks lease and ticket as they do. Answers the run as it is, too.
 */
export async function takeFresh(
  tickets: Asks,
  ref: TicketRef,
  opening: FreshOpening,
): Promise<({ fence: number; waitingSince: number | null } & RunFactsRow) | null> {
  const { incarnation, at, sensor, workerName, codeVersion, event, needsLeaseMs } = opening;
  const values = [
    ...keyOf(ref),
    incarnation,
    at,
    sensor,
    event.json,
    event.end.hash,
    workerName,
    codeVersion,
    needsLeaseMs,
  ];
  return readNamedRow(tickets, 'takeFresh', TAKE_FRESH, values);
}

const TAKE_FRESH = `
with lease as (
  select 1 from worker_leases
  where incarnation = $5 and ended_at is null and alive_until >= clock_timestamp() + $12 * interval '1 ms' for key share
), begun as (
  update tickets set fence = fence + 1, owner = $5, woken = false, begun_at = $6, waiting_since = case when $7 then coalesce(waiting_since, $6) else waiting_since end,
    attempt_version = 0, attempt_hash = $9
  from lease
  where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and outcome is null and owner is null and poke = 0
    and lost_count = 0 and attempt_version is null
    and not exists (select 1 from tickets e where e.dag_run_id = $1 and e.task_id = $2 and e.map_index = $3 and e.try_number < $4
      and e.ended_at is null)
  returning fence, ${ms('waiting_since', 'waitingSince')}
), ${appendPart(`begun, ${eventRows('$8')}`)}, opened as (
  insert into task_attempts (dag_run_id, task_id, map_index, try_number, attempt, started_at, worker, code_version)
  select $1, $2, $3, $4, 1, $6, $10, $11 from begun
), shown as (
  update task_instances set state = 'RUNNING', started_at = coalesce(started_at, $6), next_try_at = null
  from begun where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4
), forgotten as (
  delete from xcoms using begun where dag_run_id = $1 and task_id = $2 and map_index = $3
)
select begun.*, ${RUN_FACTS} from begun, dag_runs where id = $1`;

/** Someone else has the body: its finish shall wake the run, for this delivery will not bring the outcome. */
export async function watchTicket(tx: Tx, ref: TicketRef): Promise<void> {
  await tx.query(
    'update tickets set watched = true where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and not watched',
    keyOf(ref),
  );
}
