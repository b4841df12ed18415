import { appendPart, type ChainedEvents, eventRows } from '../../../src/event-store/index.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { RunFacts } from '../../../src/domain/runs/run-inputs.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { TurnNotifications } from './due-notifications.js';
import { FACTS, factsOf, type FactsRow } from './facts.sql.js';
import { instanceChanges, runChange } from './turn-changes.js';
import { isEndOfTry, isQueued } from './turn-tickets.js';

/** Where the caller thinks that the run is. */
export interface TurnPlace {
  id: string;
  epoch: number;
  head: number;
  headHash: string | null;
  /** The caller has the run row's lock, and wakes those who await the run. */
  locked: boolean;
}

/**
 * Appends a turn's events to the run's stream with all that follows from them: outcomes that they take in are read, tickets are opened, those with limits queued, the run's
 * row and its task instances show them. Changes nothing and answers null where the run is at another place, or is awaited while nobody has its lock: then who
 * waits must be told. Its update of the run's row is the lock.
 * The facts may lack what was committed while it waited for that lock: whoever writes a fact wakes the run, too.
 */
export async function writeTurn(
  tx: Pick<Tx, 'query'>,
  place: TurnPlace,
  events: readonly RunEvent[],
  { json, end }: ChainedEvents,
  { versionNumber, due }: TurnNotifications,
): Promise<RunFacts | null> {
  const { state, started, ended, paused, held, clears } = runChange(events);
  const { rows } = await tx.query<FactsRow>({
    ...(due.length === 0 ? { name: 'writeTurn', text: WRITE } : { name: 'writeTurnAndTell', text: WRITE_AND_TELL }),
    values: [
      place.id,
      place.epoch,
      place.head,
      place.headHash,
      end.version,
      end.hash,
      state,
      started,
      ended,
      json,
      JSON.stringify(events.filter(isEndOfTry).map(ticketOf)),
      JSON.stringify(events.filter(isQueued).map(newTicketOf)),
      JSON.stringify(instanceChanges(events)),
      ...[paused, held, clears, place.locked],
      ...(due.length === 0 ? [] : [versionNumber, JSON.stringify(due)]),
    ],
  });
  return rows[0] === undefined ? null : factsOf(place.id, rows[0]);
}

const ticketOf = ({ taskId, mapIndex, payload }: Extract<RunEvent, { taskId: string }>) => ({
  task_id: taskId,
  map_index: mapIndex,
  try_number: payload.tryNumber,
  waiting_since: 'waitingSince' in payload ? payload.waitingSince : null,
});

const newTicketOf = (event: Extract<RunEvent, { type: 'TaskQueued' }>) => {
  const { priority, slots } = event.payload;
  const asks = slots === undefined ? {} : { pool: slots.pool, pool_slots: slots.slots, per_dag: slots.maxActivePerDag };
  return { ...ticketOf(event), priority, ...asks };
};

const tickets = (parameter: string): string =>
  `jsonb_to_recordset(${parameter}::jsonb) as t(task_id text, map_index int, try_number int, waiting_since timestamptz, priority int, pool text,
    pool_slots int, per_dag int)`;

/** `restarts`: a new try clears what the last one left. A finish has written the exact end already; a state without an attempt takes the event's time. */
const WRITE_PARTS = `
with moved as (
  update dag_runs set head = $5, head_hash = $6, state = coalesce($7, state), started_at = coalesce($8::timestamptz, started_at),
    ended_at = case when $7 is null then ended_at else $9::timestamptz end,
    paused = coalesce($14, paused), held = coalesce($15, held), clear_number = clear_number + $16
  where id = $1 and epoch = $2 and head = $3 and head_hash = $4 and ($17 or not awaited)
  returning id, dag_id, coalesce(logical_date, run_after) as logical_date
), ${appendPart(`moved, ${eventRows('$10')}`)}, taken_in as (
  update tickets k set read = true from moved, ${tickets('$11')}
  where k.dag_run_id = $1 and k.task_id = t.task_id and k.map_index = t.map_index and k.try_number = t.try_number and not k.read
), opened as (
  insert into tickets (dag_run_id, task_id, map_index, try_number, queue, waiting_since, priority, pool, pool_slots, per_dag)
  select $1, t.task_id, t.map_index, t.try_number, i.queue, t.waiting_since, coalesce(t.priority, 1), t.pool, coalesce(t.pool_slots, 1), t.per_dag
  from moved, ${tickets('$12')} join task_instances i on i.dag_run_id = $1 and i.task_id = t.task_id and i.map_index = t.map_index
), queued as (
  insert into slot_waiters (dag_run_id, task_id, map_index, try_number, dag_id, pool, pool_slots, per_dag, priority, logical_date)
  select $1, t.task_id, t.map_index, t.try_number, moved.dag_id, t.pool, t.pool_slots, t.per_dag, coalesce(t.priority, 1), moved.logical_date
  from moved, ${tickets('$12')} where t.pool is not null
), shown as (
  update task_instances i set
    state = c.state,
    try_number = coalesce(c.try_number, i.try_number),
    max_tries = coalesce(c.max_tries, i.max_tries),
    queued_at = coalesce(c.queued_at, i.queued_at),
    started_at = case when c.restarts then null else i.started_at end,
    ended_at = case when c.restarts then null else coalesce(i.ended_at, c.ended_at) end,
    next_try_at = c.next_try_at
  from moved, jsonb_to_recordset($13::jsonb) as c(task_id text, map_index int, state text, try_number int, max_tries int, queued_at timestamptz,
    ended_at timestamptz, next_try_at timestamptz, restarts boolean)
  where i.dag_run_id = $1 and i.task_id = c.task_id and i.map_index = c.map_index
)`;

const WRITE = `${WRITE_PARTS}
select ${FACTS} from moved`;

/** With whom to tell of it, for turns that somebody is to be told of. Relays hear of it when it is committed. */
const WRITE_AND_TELL = `${WRITE_PARTS}, told as (
  insert into notifications (id, dag_run_id, version_number, event_version, event_type, level, trigger, position, type, task_id, map_index, try_number)
  select n.id, $1, $18, n.version, n.event, n.level, n.trigger, n.position, n.type, n."taskId", n."mapIndex", n."tryNumber"
  from moved, jsonb_to_recordset($19::jsonb) as n(id text, version int, event text, level text, trigger text, position int, type text,
    "taskId" text, "mapIndex" int, "tryNumber" int)
  on conflict (id) do nothing
)
select ${FACTS}, pg_notify('continuo_notify', '') from moved`;
