import { assertNever } from '../assert-never.js';
import { msOf } from '../time/instant.js';
import { CLEARED } from './controls/cleared.js';
import { Folding } from './folding.js';
import type { PlanIndex } from './plan-index.js';
import type { RunEvent } from './run-events.js';
import type { RunState, StopCause } from './run-state.js';
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
    case 'DeadlineMissed':
    case 'RunNoted':
    case 'RunMovedToVersion':
      return;
    case 'RunStarted':
      return start(state, event);
    case 'RunReopened':
      return reopen(state, event.payload.cause);
    case 'ControlApplied':
    case 'ControlRefused':
      return void (state.lastControl = event.payload.number);
    case 'RunPaused':
    case 'RunResumed':
      return setFlag(state, 'paused', event.type === 'RunPaused');
    case 'RunHeld':
    case 'RunReleased':
      return setFlag(state, 'dagPaused', event.type === 'RunHeld');
    case 'RunStopping':
      return stop(state, event.payload.cause);
    case 'RunSucceeded':
    case 'RunFailed':
      return end(state, event.type === 'RunSucceeded' ? 'success' : 'failed');
    default:
      assertNever(event, 'event of a run');
  }
}

function start(state: RunState, event: Extract<WholeRunEvent, { type: 'RunStarted' }>): void {
  state.phase = 'running';
  state.startedAt = msOf(event.occurredAt);
  state.deadline = event.payload.deadline === null ? null : msOf(event.payload.deadline);
}

function setFlag(state: RunState, flag: 'paused' | 'dagPaused', on: boolean): void {
  if (on) state[flag] = true;
  else delete state[flag];
}

/** A stop lifts a pause of the run: what must still be torn down does not wait for anybody but a paused DAG. */
function stop(state: RunState, cause: StopCause): void {
  state.stopping = cause;
  state.deadline = null;
  delete state.paused;
}

function end(state: RunState, phase: 'success' | 'failed'): void {
  state.phase = phase;
  delete state.paused;
  delete state.dagPaused;
}

/** An unfinished run goes on where it was; only its execution is new. */
function reopen(state: RunState, cause: string): void {
  if (!isEnded(state.phase)) return;
  if (cause === CLEARED) state.clearNumber += 1;
  state.phase = 'queued';
  state.deadline = null;
  delete state.stopping;
}
