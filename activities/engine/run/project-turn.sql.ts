import { assertNever } from '../../../src/domain/assert-never.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { RunRow } from './run-row.sql.js';

/** Columns of `task_instances` that an event sets; undefined leaves the column. */
interface InstanceChange {
  task_id: string;
  map_index: number;
  state: string;
  try_number: number | null;
  queued_at: string | null;
  ended_at: string | null;
  next_try_at: string | null;
  restarts: boolean;
}

/** Brings the run's row and its task instances to the state after the events: one statement each, however many events. */
export async function projectTurn(
  tx: Tx,
  run: RunRow,
  events: readonly RunEvent[],
  head: { version: number; hash: string },
): Promise<void> {
  const changes = new Map<string, InstanceChange>();
  for (const event of events) if ('taskId' in event) changes.set(`${event.taskId}/${event.mapIndex}`, changeOf(event));
  if (changes.size > 0) {
    const values = [run.id, JSON.stringify([...changes.values()])];
    await tx.query({ name: 'projectInstances', text: PROJECT_INSTANCES, values });
  }
  const { state, started, ended } = runChange(events);
  const values = [run.id, head.version, head.hash, state, started, ended];
  await tx.query({ name: 'projectRun', text: PROJECT_RUN, values });
}

type TaskEvent = Extract<RunEvent, { taskId: string }>;

const STATES: Record<TaskEvent['type'], string> = {
  TaskQueued: 'QUEUED',
  TaskUpForReschedule: 'UP_FOR_RESCHEDULE',
  TaskUpForRetry: 'UP_FOR_RETRY',
  TaskSucceeded: 'SUCCESS',
  TaskFailed: 'FAILED',
  TaskSkipped: 'SKIPPED',
  TaskUpstreamFailed: 'UPSTREAM_FAILED',
};

function changeOf(event: TaskEvent): InstanceChange {
  const { taskId: task_id, mapIndex: map_index, type, occurredAt } = event;
  const base = {
    task_id,
    map_index,
    state: STATES[type],
    try_number: null,
    queued_at: null,
    ended_at: null,
    next_try_at: null,
    restarts: false,
  };
  switch (event.type) {
    case 'TaskQueued':
      return { ...base, try_number: event.payload.tryNumber, queued_at: occurredAt, restarts: true };
    case 'TaskUpForReschedule':
      return { ...base, next_try_at: event.payload.nextPokeAt };
    case 'TaskUpForRetry':
      return { ...base, ended_at: occurredAt, next_try_at: event.payload.nextTryAt };
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskSkipped':
    case 'TaskUpstreamFailed':
      return { ...base, ended_at: occurredAt };
    default:
      return assertNever(event, 'event of a task');
  }
}

/** `restarts`: a new try clears what the last one left. A finish has written the exact end already; a state without an attempt takes the event's time. */
const PROJECT_INSTANCES = `
update task_instances i set
  state = c.state,
  try_number = coalesce(c.try_number, i.try_number),
  queued_at = coalesce(c.queued_at, i.queued_at),
  started_at = case when c.restarts then null else i.started_at end,
  ended_at = case when c.restarts then null else coalesce(i.ended_at, c.ended_at) end,
  next_try_at = c.next_try_at
from jsonb_to_recordset($2::jsonb) as c(task_id text, map_index int, state text, try_number int, queued_at timestamptz, ended_at timestamptz,
  next_try_at timestamptz, restarts boolean)
where i.dag_run_id = $1 and i.task_id = c.task_id and i.map_index = c.map_index`;

function runChange(events: readonly RunEvent[]): {
  state: string | null;
  started: string | null;
  ended: string | null;
} {
  const change: { state: string | null; started: string | null; ended: string | null } = {
    state: null,
    started: null,
    ended: null,
  };
  for (const event of events) {
    if (event.type === 'RunStarted')
      Object.assign(change, { state: 'RUNNING', started: event.occurredAt, ended: null });
    if (event.type === 'RunReopened') Object.assign(change, { state: 'QUEUED', started: null, ended: null });
    if (event.type === 'RunSucceeded') Object.assign(change, { state: 'SUCCESS', ended: event.occurredAt });
    if (event.type === 'RunFailed') Object.assign(change, { state: 'FAILED', ended: event.occurredAt });
  }
  return change;
}

const PROJECT_RUN = `
update dag_runs set head = $2, head_hash = $3, state = coalesce($4, state), started_at = coalesce($5::timestamptz, started_at),
  ended_at = case when $4 is null then ended_at else $6::timestamptz end
where id = $1`;
