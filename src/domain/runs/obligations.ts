import { activeOf, placesFor } from './active.js';
import { nextDeadline } from './deadlines.js';
import { dueEvaluations, type Evaluation } from './evaluations.js';
import { eachInstance } from './instances.js';
import { type PlanIndex, priorityOf } from './plan-index.js';
import type { PlanTask } from './run-plan.js';
import { isHeld, type RunState, type TaskEntry, waitsForPoke } from './run-state.js';
import { slotDemandOf } from './slot-demand.js';
import type { TryKey } from './task-key.js';
import { isEnded } from './task-state.js';

/** An activity that must be under way for an open ticket. `key` makes doing it twice harmless: begin arbitrates. */
export interface Dispatch extends TryKey {
  key: string;
  poke: number;
  queue: string;
  /** Among those that wait for a place; absent for 1. */
  priority?: number;
  /** It must hold slots before its first poke: only when the execution knows that it does is it dispatched. */
  limited?: true;
}

/**
 * What an execution owes the run now: attempts to dispatch, questions to data, and the absolute time (ms) to wake at, null for none.
 */
export interface Obligations {
  dispatch: Dispatch[];
  evaluate: Evaluation[];
  wakeAt: number | null;
}

/** Commands come from state, never from events: whoever takes the run over performs the same. */
export function obligations(index: PlanIndex, state: RunState, now: number): Obligations {
  if (isEnded(state.phase)) return { dispatch: [], evaluate: [], wakeAt: null };
  const dispatch: Dispatch[] = [];
  let wakeAt = earlier(state.dagPaused === true ? null : state.deadline, nextDeadline(index, state));
  // what falls due in a held run waits for its resuming; open tickets go on
  const held = isHeld(state);
  const active = activeOf(index, state);
  eachInstance(state, (entry, position, mapIndex) => {
    const waits = entry.dueAt !== null && entry.dueAt > now;
    // a retry that fell due while the turn was recorded still needs the turn that starts it, as soon as there is a place
    const wakes = waits || (entry.state === 'up_for_retry' && placesFor(index, active, position) > 0);
    if (entry.dueAt !== null && wakes && !held) wakeAt = Math.min(wakeAt ?? entry.dueAt, entry.dueAt);
    const task = index.plan.tasks[position];
    const poked = waitsForPoke(entry) && !waits && !held;
    if (task !== undefined && (entry.state === 'queued' || poked))
      dispatch.push(dispatchOf(index, position, task, mapIndex, entry));
  });
  return { dispatch, evaluate: held ? [] : dueEvaluations(index, state), wakeAt };
}

function dispatchOf(index: PlanIndex, position: number, task: PlanTask, mapIndex: number, entry: TaskEntry): Dispatch {
  const { tryNumber, poke } = entry;
  const priority = priorityOf(index, position);
  return {
    key: `${task.id}/${mapIndex}/${tryNumber}/${poke}`,
    ...{ taskId: task.id, mapIndex, tryNumber, poke, queue: task.queue },
    ...(priority === 1 ? {} : { priority }),
    ...(poke === 0 && slotDemandOf(task) !== null ? { limited: true as const } : {}),
  };
}

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
