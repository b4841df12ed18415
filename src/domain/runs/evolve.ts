import { assertNever } from '../assert-never.js';
import { msOf } from '../time/instant.js';
import type { PlanIndex } from './plan-index.js';
import type { RunEvent } from './run-events.js';
import type { RunState, TaskEntry } from './run-state.js';
import { isEnded } from './task-state.js';

/** The state after one more event. Pure: the given state is left as it is. */
export const evolve = (index: PlanIndex, state: RunState, event: RunEvent): RunState => fold(index, state, [event]);

/** The state after all events; copies once, so that folding a long stream is linear. */
export function fold(index: PlanIndex, state: RunState, events: readonly RunEvent[]): RunState {
  const next = { ...state, tasks: [...state.tasks] };
  for (const event of events) {
    next.version += 1;
    if ('taskId' in event) applyToTask(index, next, event);
    else applyToRun(next, event);
  }
  return next;
}

type TaskEvent = Extract<RunEvent, { taskId: string }>;
type WholeRunEvent = Exclude<RunEvent, TaskEvent>;

function applyToRun(state: RunState, event: WholeRunEvent): void {
  switch (event.type) {
    case 'RunCreated':
    case 'TailLost':
      return;
    case 'RunStarted':
      state.phase = 'running';
      state.startedAt = msOf(event.occurredAt);
      state.deadline = event.payload.deadline === null ? null : msOf(event.payload.deadline);
      return;
    case 'RunReopened':
      // an unfinished run goes on where it was; only its execution is new
      if (isEnded(state.phase)) state.phase = 'queued';
      return;
    case 'ControlApplied':
    case 'ControlRefused':
      state.lastControl = event.payload.number;
      return;
    case 'RunSucceeded':
      state.phase = 'success';
      return;
    case 'RunFailed':
      state.phase = 'failed';
      return;
    default:
      assertNever(event, 'event of a run');
  }
}

function applyToTask(index: PlanIndex, state: RunState, event: TaskEvent): void {
  const position = index.position.get(event.taskId);
  const entry = position === undefined ? undefined : state.tasks[position];
  if (position === undefined || entry === undefined) throw new Error(`event of unknown task ${event.taskId}`);
  state.tasks[position] = taskAfter(entry, event);
}

function taskAfter(entry: TaskEntry, event: TaskEvent): TaskEntry {
  const ended = { ...entry, dueAt: null };
  switch (event.type) {
    case 'TaskQueued':
      return queued(ended, event.payload);
    case 'TaskUpForReschedule':
      return rescheduled(entry, event.payload);
    case 'TaskWoken':
      return { ...entry, dueAt: msOf(event.occurredAt) };
    case 'TaskUpForRetry': {
      const { nextTryAt, waitingSince } = event.payload;
      return { ...entry, state: 'up_for_retry', dueAt: msOf(nextTryAt), waitingSince: msOrNull(waitingSince) };
    }
    case 'TaskSucceeded':
      return { ...ended, state: 'success' };
    case 'TaskFailed':
      return { ...ended, state: 'failed' };
    case 'TaskSkipped':
      return { ...ended, state: 'skipped' };
    case 'TaskUpstreamFailed':
      return { ...ended, state: 'upstream_failed' };
    default:
      return assertNever(event, 'event of a task');
  }
}

type PayloadOf<T extends TaskEvent['type']> = Extract<TaskEvent, { type: T }>['payload'];

const queued = (entry: TaskEntry, { tryNumber, waitingSince }: PayloadOf<'TaskQueued'>): TaskEntry => ({
  ...entry,
  state: 'queued',
  tryNumber,
  poke: 0,
  waitingSince: msOrNull(waitingSince),
});

const rescheduled = (entry: TaskEntry, payload: PayloadOf<'TaskUpForReschedule'>): TaskEntry => ({
  ...entry,
  state: 'up_for_reschedule',
  poke: payload.poke,
  dueAt: msOf(payload.nextPokeAt),
  waitingSince: msOf(payload.waitingSince),
});

const msOrNull = (time: string | null): number | null => (time === null ? null : msOf(time));
