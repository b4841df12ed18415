import type { Outcome } from '../../../src/domain/runs/outcome.js';
import type { TaskError } from '../../../src/domain/runs/outcome.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { keyOf, type TicketKey } from './begin.sql.js';
import type { TicketRow } from './ticket-row.js';

/** The owner as begin has made it: a finish by anyone else changes nothing. */
export interface Owner {
  incarnation: string;
  fence: number;
}

export interface Settled {
  lostCount: number;
  waitingSince: number | null;
  attemptHash: string | null;
  watched: boolean;
  epoch: number;
}

const ms = (column: string, as: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as "${as}"`;
const THE_TICKET = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';

/**
 * Gives the ticket its outcome, if it is still the owner's and open; else answers null. The owner goes with the body: where the body could
 * not be stopped (`bodyGone` false) it stays until `markEnded`.
 */
export async function settleTicket(
  tx: Tx,
  ref: TicketKey,
  owner: Owner,
  outcome: Outcome,
  bodyGone: boolean,
): Promise<Settled | null> {
  const { rows } = await tx.query<Settled>(SETTLE, [
    ...keyOf(ref),
    owner.incarnation,
    owner.fence,
    JSON.stringify(outcome),
    bodyGone,
  ]);
  return rows[0] ?? null;
}

const SETTLE = `
update tickets set outcome = $7, settled_at = clock_timestamp(), attempt_version = 1,
  ended_at = case when $8 then clock_timestamp() end, owner = case when $8 then null else owner end
where ${THE_TICKET} and owner = $5 and fence = $6 and outcome is null
returning lost_count as "lostCount", ${ms('waiting_since', 'waitingSince')}, attempt_hash as "attemptHash", watched,
  (select epoch from dag_runs where id = $1) as epoch`;

export interface EndOfAttempt {
  attemptHash: string | null;
  attempt: number;
  outcome: Outcome['kind'];
  endedAt: Date;
  error: TaskError | null;
  /** Sensors: pokes of this try so far. */
  pokes: number | null;
  rendered: string | null;
  xcoms: readonly { key: string; value: string; sizeBytes: number }[];
  /** Epoch of the execution to wake; null where the activity's answer reaches it. */
  wake: number | null;
}

/** Everything else that the outcome brings, in the same transaction: head of the stream, projections, XComs, wake-up. */
export async function recordEnd(tx: Tx, ref: TicketKey, end: EndOfAttempt): Promise<void> {
  await tx.query(RECORD_END, [
    ...keyOf(ref),
    end.attemptHash,
    end.attempt,
    end.outcome,
    end.endedAt,
    end.error === null ? null : JSON.stringify(end.error),
    end.pokes,
    end.rendered,
    end.xcoms.map(({ key }) => key),
    end.xcoms.map(({ value }) => value),
    end.xcoms.map(({ sizeBytes }) => sizeBytes),
    end.wake,
  ]);
}

const RECORD_END = `
with head as (
  update tickets set attempt_hash = $5 where ${THE_TICKET}
), attempt as (
  update task_attempts set outcome = $7, ended_at = $8, error = $9 where ${THE_TICKET} and attempt = $6 and outcome is null
), instance as (
  update task_instances set ended_at = $8, rendered_fields = coalesce($11, rendered_fields), poke_count = coalesce($10, poke_count),
    last_poke_at = case when $10::int is null then last_poke_at else $8 end
  where ${THE_TICKET}
), pushed as (
  insert into xcoms (dag_run_id, task_id, map_index, key, value, size_bytes)
  select $1, $2, $3, x.key, x.value, x.size from unnest($12::text[], $13::text[], $14::int[]) as x(key, value, size)
  on conflict (dag_run_id, task_id, map_index, key)
  do update set value = excluded.value, size_bytes = excluded.size_bytes, created_at = clock_timestamp()
)
insert into outbox (kind, dag_run_id, epoch) select 'wake', $1, $15 where $15::int is not null`;

/** No body of a settled ticket is left in the worker that owned it. */
export async function markEnded(tx: Pick<Tx, 'query'>, ref: TicketKey, incarnation: string): Promise<void> {
  await tx.query(
    `update tickets set ended_at = clock_timestamp(), owner = null where ${THE_TICKET} and owner = $5 and outcome is not null`,
    [...keyOf(ref), incarnation],
  );
}

export type TicketNow = Pick<
  TicketRow,
  'poke' | 'owner' | 'outcome' | 'lostCount' | 'waitingSince' | 'nextAt' | 'now'
> & {
  fence: number;
};

/** What became of a ticket that finish or wait found changed. */
export async function readTicket(tx: Pick<Tx, 'query'>, ref: TicketKey): Promise<TicketNow | null> {
  const { rows } = await tx.query<TicketNow>(
    `select poke, owner, outcome, fence, lost_count as "lostCount", ${ms('waiting_since', 'waitingSince')}, ${ms('next_at', 'nextAt')},
       ${ms('clock_timestamp()', 'now')} from tickets where ${THE_TICKET}`,
    keyOf(ref),
  );
  return rows[0] ?? null;
}
