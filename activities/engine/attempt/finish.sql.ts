import type { Outcome } from '../../../src/domain/runs/outcome.js';
import { appendPart, type ChainedEvents, eventRows } from '../../../src/event-store/index.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { Freed } from '../slots/hand-over.js';
import { keyOf, type TicketKey } from './begin.sql.js';
import type { TicketRow } from './ticket-row.js';

/** The owner as begin has made it: a finish by anyone else changes nothing. */
export interface Owner {
  incarnation: string;
  fence: number;
}

export interface EndOfAttempt {
  outcome: Outcome;
  /** False where the body could not be stopped: the ticket keeps its owner until `markEnded`. */
  bodyGone: boolean;
  attempt: number;
  event: ChainedEvents;
  endedAt: Date;
  /** Sensors: pokes of this try so far. */
  pokes: number | null;
  rendered: string | null;
  xcoms: readonly { key: string; value: string; sizeBytes: number }[];
  /** Nobody may hear the activity's answer. */
  unheard: boolean;
}

const ms = (column: string, as: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as "${as}"`;
const THE_TICKET = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';

/**
 * The whole of finish in one statement: gives the ticket its outcome, if it is still the owner's and open, with the attempt's last event, the
 * projections, the XComs and, where somebody watches or nobody hears, the wake-up. Else changes nothing and answers null.
 */
export async function settleTicket(
  tickets: Asks,
  ref: TicketKey,
  owner: Owner,
  end: EndOfAttempt,
): Promise<(Pick<TicketRow, 'lostCount' | 'waitingSince'> & Freed) | null> {
  const values = [...keyOf(ref), owner.incarnation, owner.fence, ...valuesOf(end)];
  // named: planning it anew each time would cost more than running it
  const { rows } = await tickets.query<Pick<TicketRow, 'lostCount' | 'waitingSince'> & Freed>({
    name: 'settleTicket',
    text: SETTLE,
    values,
  });
  return rows[0] ?? null;
}

function valuesOf({ outcome, xcoms, event, ...end }: EndOfAttempt): unknown[] {
  const error = 'error' in outcome ? JSON.stringify(outcome.error) : null;
  return [
    JSON.stringify(outcome),
    end.bodyGone,
    event.json,
    event.end.hash,
    end.attempt,
    outcome.kind,
    end.endedAt,
    error,
    end.pokes,
    end.rendered,
    xcoms.map(({ key }) => key),
    xcoms.map(({ value }) => value),
    xcoms.map(({ sizeBytes }) => sizeBytes),
    end.unheard,
  ];
}

const SETTLE = `
with settled as (
  update tickets set outcome = $7, settled_at = clock_timestamp(), attempt_version = 1, attempt_hash = $10,
    ended_at = case when $8 then clock_timestamp() end, owner = case when $8 then null else owner end
  where ${THE_TICKET} and owner = $5 and fence = $6 and outcome is null
  returning lost_count, waiting_since, watched, case when $8 then coalesce(pool, 'default') end as freed
), ${appendPart(`settled, ${eventRows('$9')}`)}, attempt as (
  update task_attempts set outcome = $12, ended_at = $13, error = $14
  from settled where ${THE_TICKET} and attempt = $11 and task_attempts.outcome is null
), instance as (
  update task_instances set ended_at = $13, rendered_fields = coalesce($16, rendered_fields), poke_count = coalesce($15, poke_count),
    last_poke_at = case when $15::int is null then last_poke_at else $13 end
  from settled where ${THE_TICKET}
), pushed as (
  insert into xcoms (dag_run_id, task_id, map_index, key, value, size_bytes)
  select $1, $2, $3, x.key, x.value, x.size from settled, unnest($17::text[], $18::text[], $19::int[]) as x(key, value, size)
  on conflict (dag_run_id, task_id, map_index, key)
  do update set value = excluded.value, size_bytes = excluded.size_bytes, created_at = clock_timestamp()
), woken as (
  insert into outbox (kind, dag_run_id, epoch)
  select 'wake', r.id, r.epoch from dag_runs r, settled where r.id = $1 and (settled.watched or $20)
  returning 1
)
select lost_count as "lostCount", ${ms('waiting_since', 'waitingSince')}, freed, (select count(pg_notify('continuo_outbox', '')) from woken) from settled`;

/** No body of a settled ticket is left in the worker that owned it. Answers the pool in which there is room now, null where nothing was changed. */
export async function markEnded(tx: Tx, ref: TicketKey, incarnation: string): Promise<string | null> {
  const { rows } = await tx.query<Freed>(
    `update tickets set ended_at = clock_timestamp(), owner = null where ${THE_TICKET} and owner = $5 and outcome is not null
     returning coalesce(pool, 'default') as freed`,
    [...keyOf(ref), incarnation],
  );
  return rows[0]?.freed ?? null;
}

export type TicketNow = Pick<
  TicketRow,
  'poke' | 'owner' | 'outcome' | 'lostCount' | 'waitingSince' | 'nextAt' | 'now' | 'waitsAs'
> & {
  fence: number;
};

/** What became of a ticket that finish or wait found changed. */
export async function readTicket(tx: Pick<Tx, 'query'>, ref: TicketKey): Promise<TicketNow | null> {
  const { rows } = await tx.query<TicketNow>(
    `select poke, owner, outcome, fence, waits_as as "waitsAs", lost_count as "lostCount", ${ms('waiting_since', 'waitingSince')}, ${ms('next_at', 'nextAt')},
       ${ms('clock_timestamp()', 'now')} from tickets where ${THE_TICKET}`,
    keyOf(ref),
  );
  return rows[0] ?? null;
}
