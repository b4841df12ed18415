import { assertNever } from '../assert-never.js';
import { msOf } from '../time/instant.js';
import { Folding } from './folding.js';
import type { PlanIndex } from './plan-index.js';
import type { RunEvent } from './run-events.js';
import type { RunState } from './run-state.js';
import { isEnded } from './task-state.js';

/** The state after one more event. Pure: the given state is left as it is. */
export const evolve = (index: PlanIndex, state: RunState, event: RunEvent): RunState => fold(index, state, [event]);

/**
 * The state after all events; copies once, so that folding a long stream is linear. What is told of a task that the plan does not have changes
 * nothing: a run that was moved to another version of its DAG has such events.
 */
export function fold(index: PlanIndex, state: RunState, events: readonly RunEvent[]): RunState {
  const folding = new Folding(index, state);
  for (const event of events) {
    folding.state.version += 1;
    if ('taskId' in event) folding.applyToTask(event);
    else applyToRun(folding.state, event);
  }
  return folding.state;
}

type WholeRunEvent = Exclude<RunEvent, { taskId: string }>;

function applyToRun(state: RunState, event: WholeRunEvent): void {
  switch (event.type) {
    case 'RunCreated':
    case 'TailLost':
      return;
    case 'RunStarted':
      return start(state, event);
    case 'RunReopened':
      return reopen(state);
    case 'ControlApplied':
    case 'ControlRefused':
      state.lastControl = event.payload.number;
      return;
    case 'RunStopping':
      state.stopping = event.payload.cause;
      state.deadline = null;
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

function start(state: RunState, event: Extract<WholeRunEvent, { type: 'RunStarted' }>): void {
  state.phase = 'running';
  state.startedAt = msOf(event.occurredAt);
  state.deadline = event.payload.deadline === null ? null : msOf(event.payload.deadline);
}

/** An unfinished run goes on where it was; only its execution is new. */
function reopen(state: RunState): void {
  if (!isEnded(state.phase)) return;
  state.phase = 'queued';
  delete state.stopping;
}
