import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** A ticket for every try that the turn starts, before anything is dispatched. */
export async function insertTickets(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  const queued = events.filter((event) => event.type === 'TaskQueued');
  if (queued.length === 0) return;
  await tx.query({
    name: 'insertTickets',
    text: INSERT_TICKETS,
    values: [
      dagRunId,
      queued.map((event) => event.taskId),
      queued.map((event) => event.mapIndex),
      queued.map((event) => event.payload.tryNumber),
      queued.map((event) => event.payload.waitingSince),
    ],
  });
}

const INSERT_TICKETS = `
insert into tickets (dag_run_id, task_id, map_index, try_number, queue, waiting_since)
select $1, t.task_id, t.map_index, t.try_number, i.queue, t.waiting_since
from unnest($2::text[], $3::int[], $4::int[], $5::timestamptz[]) as t(task_id, map_index, try_number, waiting_since)
join task_instances i on i.dag_run_id = $1 and i.task_id = t.task_id and i.map_index = t.map_index`;

/** The stream has taken these outcomes in: they need not be answered again. */
export async function markRead(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  const ended = events.flatMap((event) => (endsTry(event) ? [event] : []));
  if (ended.length === 0) return;
  await tx.query({
    name: 'markRead',
    text: MARK_READ,
    values: [
      dagRunId,
      ended.map((event) => event.taskId),
      ended.map((event) => event.mapIndex),
      ended.map((event) => event.payload.tryNumber),
    ],
  });
}

const MARK_READ = `
update tickets k set read = true
from unnest($2::text[], $3::int[], $4::int[]) as t(task_id, map_index, try_number)
where k.dag_run_id = $1 and k.task_id = t.task_id and k.map_index = t.map_index and k.try_number = t.try_number and not k.read`;

type EndOfTry = Extract<
  RunEvent,
  { type: 'TaskSucceeded' | 'TaskFailed' | 'TaskSkipped' | 'TaskUpForRetry' | 'TaskUpstreamFailed' }
>;
const endsTry = (event: RunEvent): event is EndOfTry =>
  'taskId' in event &&
  event.type !== 'TaskQueued' &&
  event.type !== 'TaskUpForReschedule' &&
  event.payload.tryNumber > 0;

/** Writes each control's answer into its row, in the transaction of its event. */
export async function answerControls(tx: Tx, dagRunId: string, events: readonly RunEvent[]): Promise<void> {
  const touched = events.flatMap((event) => ('taskId' in event ? [`${event.taskId}/${event.mapIndex}`] : []));
  for (const event of events) {
    if (event.type !== 'ControlApplied' && event.type !== 'ControlRefused') continue;
    const answer =
      event.type === 'ControlApplied'
        ? { kind: 'applied', affected: touched }
        : { kind: 'refused', code: event.payload.code, message: event.payload.message };
    await tx.query(
      'update controls set applied_at = clock_timestamp(), answer = $3 where dag_run_id = $1 and number = $2',
      [dagRunId, event.payload.number, JSON.stringify(answer)],
    );
  }
}
