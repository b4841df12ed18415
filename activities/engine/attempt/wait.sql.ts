import type { Tx } from '../../../src/platform/database/transaction.js';
import type { Asks } from '../../../src/platform/database/gathered-queries.js';
import type { WaitsAs } from '../../../src/domain/runs/outcome.js';
import type { Freed } from '../slots/hand-over.js';
import { keyOf, type TicketKey } from './begin.sql.js';
import type { Owner } from './finish.sql.js';

export interface Waiting {
  nextAt: Date;
  pokedAt: Date;
  pokes: number;
  rendered: string | null;
  /** Nobody may be listening to the activity's answer. */
  unheard: boolean;
  /** Null: as a sensor. */
  waitsAs: WaitsAs | null;
}

/**
 * A poke said "not yet": the ticket stays open, without an owner, until the next poke, which is due at once where it was woken meanwhile. Where the run will not hear it from the activity
 * (watched, or unheard), it is woken and dispatches again. Answers false where the ticket is not the owner's any more.
 */
export async function postponeTicket(tickets: Asks, ref: TicketKey, owner: Owner, waiting: Waiting): Promise<boolean> {
  const values = [
    ...keyOf(ref),
    owner.incarnation,
    owner.fence,
    waiting.nextAt,
    waiting.pokedAt,
    waiting.pokes,
    waiting.rendered,
    waiting.unheard,
    waiting.waitsAs,
  ];
  const { rows } = await tickets.query<{ postponed: boolean } & Freed>({
    name: 'postponeTicket',
    text: POSTPONE,
    values,
  });
  return rows[0]?.postponed === true;
}

const THE_TICKET = 'dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4';

const POSTPONE = `
with mine as (
  select watched or $11 as unheard, case when woken then clock_timestamp() else $7 end as next_at from tickets where ${THE_TICKET} and owner = $5 and fence = $6 and outcome is null for update
), postponed as (
  update tickets set owner = null, poke = poke + 1, next_at = mine.next_at, watched = false, waits_as = $12,
    generation = generation + case when mine.unheard then 1 else 0 end
  from mine where ${THE_TICKET}
  returning coalesce(pool, 'default') as freed
), shown as (
  update task_instances set state = coalesce(upper($12), 'UP_FOR_RESCHEDULE'), poke_count = $9, last_poke_at = $8, next_try_at = mine.next_at,
    rendered_fields = coalesce($10, rendered_fields)
  from mine where ${THE_TICKET}
), woken as (
  insert into outbox (kind, dag_run_id, epoch) select 'wake', id, epoch from dag_runs, mine where id = $1 and mine.unheard
  returning 1
)
select exists (select 1 from mine) as postponed, (select freed from postponed), (select count(pg_notify('continuo_outbox', '')) from woken)`;

/**
 * Wakes the wait of an open ticket in the caller's transaction, after what it waits for was written: its next poke is due now, and the run is told.
 * While a poke runs, the mark stays until that is over, for the body may have looked already. The poke that follows takes the mark away. Harmless
 * where nothing waits. Answers whether the ticket was open. Locks the ticket's row (lock order: run → ticket → dag_admission → limits → outbox).
 */
export async function wakeTicket(tx: Pick<Tx, 'query'>, ref: TicketKey): Promise<boolean> {
  const { rows } = await tx.query<{ open: boolean }>(WAKE, keyOf(ref));
  return rows[0]?.open === true;
}

const WAKE = `
with marked as (
  update tickets set woken = true, next_at = case when owner is null and poke > 0 then clock_timestamp() else next_at end
  where ${THE_TICKET} and outcome is null
  returning owner is null and poke > 0 as waits
), shown as (
  update task_instances set next_try_at = clock_timestamp() from marked where ${THE_TICKET} and waits
), told as (
  insert into outbox (kind, dag_run_id, epoch) select 'wake', id, epoch from dag_runs, marked where id = $1 and waits
  returning 1
)
select exists (select 1 from marked) as open, (select count(pg_notify('continuo_outbox', '')) from told)`;
