import { assertNever } from '../../../src/domain/assert-never.js';
import { CLEARED } from '../../../src/domain/runs/controls/cleared.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';

/** Columns of `task_instances` that an event sets; null leaves the column. */
interface InstanceChange {
  task_id: string;
  map_index: number;
  state: string | null;
  try_number: number | null;
  max_tries: number | null;
  queued_at: string | null;
  ended_at: string | null;
  next_try_at: string | null;
  restarts: boolean;
}

/** What the events make of the run's task instances, one change for each. */
export function instanceChanges(events: readonly RunEvent[]): InstanceChange[] {
  const changes = new Map<string, InstanceChange>();
  for (const event of events) {
    if (!isShown(event)) continue;
    const key = `${event.taskId}/${event.mapIndex}`;
    changes.set(key, followedBy(changes.get(key), changeOf(event)));
  }
  return [...changes.values()].map(settled);
}

/** What was stopped and is not on its way again has no state: it waits like anything that was cleared. */
const settled = (change: InstanceChange): InstanceChange =>
  change.state === RESTARTING && change.queued_at === null ? { ...change, state: 'NONE' } : change;

/** Of several changes in one turn the last counts; what only an earlier one sets stays. */
const followedBy = (before: InstanceChange | undefined, after: InstanceChange): InstanceChange =>
  before === undefined
    ? after
    : {
        ...after,
        // stopped and on its way again: its body may still be ending
        state: before.state === RESTARTING && after.state === 'QUEUED' ? RESTARTING : after.state,
        try_number: after.try_number ?? before.try_number,
        max_tries: after.max_tries ?? before.max_tries,
        queued_at: after.queued_at ?? before.queued_at,
        restarts: after.restarts || before.restarts,
      };

const RESTARTING = 'RESTARTING';

type TaskEvent = Extract<RunEvent, { taskId: string }>;

/** Events that leave the row's state as it is. Who wakes a task shows it, too: by now the poke may have begun. */
const SILENT = [
  'TaskMapped',
  'EdgeJudged',
  'PastDependencyMet',
  'TaskDeadlineMissed',
  'TaskRetryDue',
  'TaskNoted',
  'TaskWoken',
] as const;
type ShownEvent = Exclude<TaskEvent, { type: (typeof SILENT)[number] }>;
const isShown = (event: RunEvent): event is ShownEvent =>
  'taskId' in event && !(SILENT as readonly string[]).includes(event.type);

const STATES: Record<ShownEvent['type'], string> = {
  TaskQueued: 'QUEUED',
  TaskUpForReschedule: 'UP_FOR_RESCHEDULE',
  TaskDeferred: 'DEFERRED',
  TaskAwaitingInput: 'AWAITING_INPUT',
  TaskUpForRetry: 'UP_FOR_RETRY',
  TaskSucceeded: 'SUCCESS',
  TaskFailed: 'FAILED',
  TaskSkipped: 'SKIPPED',
  TaskUpstreamFailed: 'UPSTREAM_FAILED',
  TaskRemoved: 'REMOVED',
  TaskCleared: 'NONE',
};

const UNCHANGED = {
  try_number: null,
  max_tries: null,
  queued_at: null,
  ended_at: null,
  next_try_at: null,
  restarts: false,
};

const cleared = ({ settles, maxTries }: Extract<TaskEvent, { type: 'TaskCleared' }>['payload']) => ({
  state: settles === undefined ? 'NONE' : RESTARTING,
  max_tries: maxTries,
  restarts: true,
});

const unchanged = ({ taskId, mapIndex, type }: ShownEvent): InstanceChange => ({
  ...UNCHANGED,
  task_id: taskId,
  map_index: mapIndex,
  state: STATES[type],
});

function changeOf(event: ShownEvent): InstanceChange {
  const base = unchanged(event);
  switch (event.type) {
    case 'TaskQueued':
      return { ...base, try_number: event.payload.tryNumber, queued_at: event.occurredAt, restarts: true };
    case 'TaskUpForReschedule':
    case 'TaskDeferred':
    case 'TaskAwaitingInput':
      return { ...base, next_try_at: event.payload.nextPokeAt };
    case 'TaskUpForRetry':
      return { ...base, ended_at: event.occurredAt, next_try_at: event.payload.nextTryAt };
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskSkipped':
    case 'TaskUpstreamFailed':
    case 'TaskRemoved':
      return { ...base, ended_at: event.occurredAt };
    case 'TaskCleared':
      return { ...base, ...cleared(event.payload) };
    default:
      return assertNever(event, 'event of a task');
  }
}

/** Columns of the run's row that events set; null leaves the column. */
export interface RunChange {
  state: string | null;
  started: string | null;
  ended: string | null;
  paused: boolean | null;
  held: boolean | null;
  /** How many clears have re-opened the run. */
  clears: number;
}

/** What the events make of the run's row. */
export function runChange(events: readonly RunEvent[]): RunChange {
  const change: RunChange = { state: null, started: null, ended: null, paused: null, held: null, clears: 0 };
  for (const event of events) if (!('taskId' in event)) applyTo(change, event);
  return change;
}

function applyTo(change: RunChange, event: Exclude<RunEvent, { taskId: string }>): void {
  if (event.type === 'RunStarted') Object.assign(change, { state: 'RUNNING', started: event.occurredAt, ended: null });
  if (event.type === 'RunReopened') Object.assign(change, { state: 'QUEUED', started: null, ended: null });
  if (event.type === 'RunReopened' && event.payload.cause === CLEARED) change.clears += 1;
  if (event.type === 'RunSucceeded')
    Object.assign(change, { state: 'SUCCESS', ended: event.occurredAt, paused: false, held: false });
  if (event.type === 'RunFailed')
    Object.assign(change, { state: 'FAILED', ended: event.occurredAt, paused: false, held: false });
  if (event.type === 'RunPaused') change.paused = true;
  if (event.type === 'RunResumed' || event.type === 'RunStopping') change.paused = false;
  if (event.type === 'RunHeld' || event.type === 'RunReleased') change.held = event.type === 'RunHeld';
}
