import { appendEvents } from '../../../src/event-store/index.js';
import type { Outcome } from '../../../src/domain/runs/outcome.js';
import { type RunEvent, TICKET_CLAIMS, type TicketClaim } from '../../../src/domain/runs/run-events.js';
import type { BegunTicket } from '../../../src/domain/runs/run-inputs.js';
import { attemptStream, type TryKey, tryText } from '../../../src/domain/runs/task-key.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { Freed } from '../slots/hand-over.js';
import type { RunRow } from './run-row.sql.js';

type SettlingEvent = Extract<RunEvent, { taskId: string; payload: { settles?: string } }>;
const settling = (events: readonly RunEvent[]): SettlingEvent[] =>
  events.flatMap((event) =>
    'settles' in event.payload && event.payload.settles !== undefined ? [event as SettlingEvent] : [],
  );

const keysOf = (events: readonly SettlingEvent[]): [string[], number[], number[]] => [
  events.map((event) => event.taskId),
  events.map((event) => event.mapIndex),
  events.map((event) => event.payload.tryNumber),
];

/**
 * Locks the tickets that the turn settles, in key order, and says whether all of them are open still, for the first commit wins, and whether they are
 * as the turn takes them to be.
 */
export async function canSettle(
  tx: Tx,
  dagRunId: string,
  events: readonly RunEvent[],
): Promise<'yes' | 'settled' | 'mistaken'> {
  const wanted = settling(events);
  if (wanted.length === 0) return 'yes';
  const { rows } = await tx.query<LockedRow>(
    `select task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", outcome is not null as settled, ${BEGUN} as begun,
       ${BEGUN} and not ${WAITS} as running
     from tickets
     where dag_run_id = $1 and (task_id, map_index, try_number) in (select * from unnest($2::text[], $3::int[], $4::int[]))
     order by task_id collate "C", map_index, try_number for update`,
    [dagRunId, ...keysOf(wanted)],
  );
  if (rows.some((row) => row.settled)) return 'settled';
  const locked = new Map(rows.map((row) => [tryText(row), row]));
  const isAsTaken = ({ taskId, mapIndex, payload }: SettlingEvent): boolean => {
    const row = locked.get(tryText({ taskId, mapIndex, tryNumber: payload.tryNumber }));
    return TICKET_CLAIMS.every((claim) => row === undefined || (claimIn(payload, claim) ?? row[claim]) === row[claim]);
  };
  return wanted.every(isAsTaken) ? 'yes' : 'mistaken';
}

interface LockedRow extends TryKey, Record<TicketClaim, boolean> {
  settled: boolean;
}

const claimIn = (payload: SettlingEvent['payload'], claim: TicketClaim): boolean | undefined =>
  claim in payload ? (payload as Partial<Record<TicketClaim, boolean>>)[claim] : undefined;

/** Somebody has begun it, whoever has it now. */
const BEGUN = 'fence > 0';
/** Between two pokes. */
const WAITS = '(owner is null and poke > 0)';

/** The open tickets of the run that have begun. */
export async function readBegun(tx: Tx, dagRunId: string): Promise<BegunTicket[]> {
  const { rows } = await tx.query<BegunTicket>(
    `select task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", ${WAITS} as waits from tickets
     where dag_run_id = $1 and outcome is null and ${BEGUN} order by task_id, map_index, try_number`,
    [dagRunId],
  );
  return rows;
}

interface SettledRow extends Freed {
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  attempt: number;
  open: boolean;
  hash: string | null;
}

/**
 * Gives the open tickets their outcome. A body that still runs ends when its worker's next renewal tells of it; `ended` is set then. Answers the pools
 * in which there is room now.
 */
export async function settleTickets(tx: Tx, run: RunRow, events: readonly RunEvent[]): Promise<string[]> {
  const freed: string[] = [];
  for (const event of settling(events)) {
    const outcome = outcomeOf(event);
    const { rows } = await tx.query<SettledRow>(SETTLE, [
      run.id,
      event.taskId,
      event.mapIndex,
      event.payload.tryNumber,
      JSON.stringify(outcome),
    ]);
    for (const row of rows) {
      if (row.open) await endAttempt(tx, run, event, row, outcome);
      if (row.freed !== null) freed.push(row.freed);
    }
  }
  return freed;
}

/** An ordinary ticket that nobody has begun holds nothing; one that waited may have kept others waiting behind it. */
const SETTLE = `
update tickets t set outcome = $5, settled_at = clock_timestamp(), read = true, ended_at = case when t.owner is null then clock_timestamp() end,
  attempt_version = case when t.attempt_version = 0 then 1 else t.attempt_version end
from tickets before
where t.dag_run_id = $1 and t.task_id = $2 and t.map_index = $3 and t.try_number = $4 and t.outcome is null
  and before.dag_run_id = $1 and before.task_id = $2 and before.map_index = $3 and before.try_number = $4
returning t.task_id as "taskId", t.map_index as "mapIndex", t.try_number as "tryNumber", t.lost_count + 1 as attempt,
  t.attempt_version = 1 as open, t.attempt_hash as hash,
  case when t.ended_at is not null and (before.granted or t.pool is not null) then coalesce(t.pool, 'default') end as freed`;

function outcomeOf(event: SettlingEvent): Extract<Outcome, { kind: 'CANCELLED' | 'TIMED_OUT' }> {
  const kind = event.payload.settles ?? 'CANCELLED';
  const message = 'cause' in event.payload ? event.payload.cause : 'the task was cancelled';
  return 'error' in event.payload
    ? { kind, error: event.payload.error }
    : { kind, error: { type: kind === 'TIMED_OUT' ? 'Timeout' : 'Cancelled', message, retryable: false } };
}

async function endAttempt(
  tx: Tx,
  run: RunRow,
  event: SettlingEvent,
  row: SettledRow,
  outcome: Extract<Outcome, { error: unknown }>,
): Promise<void> {
  const stream = attemptStream({ dagRunId: run.id, ...row }, row.attempt);
  const { taskId, mapIndex, tryNumber, attempt } = row;
  const draft = {
    ...event,
    type: 'AttemptEnded',
    dagId: run.dagId,
    dagRunId: run.id,
    correlationId: run.id,
    payload: { tryNumber, attempt, outcome: outcome.kind, error: { ...outcome.error, stack: null } },
  };
  const end = await appendEvents(tx, { stream, version: 0, hash: row.hash }, [draft]);
  await tx.query(
    'update tickets set attempt_hash = $5 where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4',
    [run.id, taskId, mapIndex, tryNumber, end.hash],
  );
  await tx.query(
    `update task_attempts set outcome = $6, ended_at = $7, error = $8
     where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4 and attempt = $5 and outcome is null`,
    [run.id, taskId, mapIndex, tryNumber, attempt, outcome.kind, event.occurredAt, JSON.stringify(outcome.error)],
  );
}
