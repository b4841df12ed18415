import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';
import { slotDemandOf } from './slot-demand.js';
import type { TryKey } from './task-key.js';
import { isEnded } from './task-state.js';

/** An activity that must be under way for an open ticket. `key` makes doing it twice harmless: begin arbitrates. */
export interface Dispatch extends TryKey {
  key: string;
  poke: number;
  queue: string;
  /** It must hold slots before its first poke: only when the execution knows that it does is it dispatched. */
  limited?: true;
}

/** What an execution owes the run now: attempts to dispatch, and the absolute time (ms) to wake at, null for none. */
export interface Obligations {
  dispatch: Dispatch[];
  wakeAt: number | null;
}

/** Commands come from state, never from events: whoever takes the run over performs the same. */
export function obligations(index: PlanIndex, state: RunState, now: number): Obligations {
  if (isEnded(state.phase)) return { dispatch: [], wakeAt: null };
  const dispatch: Dispatch[] = [];
  let wakeAt = state.deadline;
  state.tasks.forEach((entry, position) => {
    const task = index.plan.tasks[position];
    if (task === undefined) return;
    const waits = entry.dueAt !== null && entry.dueAt > now;
    // a retry that fell due while the turn was recorded still needs the turn that starts it
    const wakes = waits || entry.state === 'up_for_retry';
    if (entry.dueAt !== null && wakes) wakeAt = Math.min(wakeAt ?? entry.dueAt, entry.dueAt);
    if (entry.state === 'queued' || (entry.state === 'up_for_reschedule' && !waits)) {
      const { tryNumber, poke } = entry;
      dispatch.push({
        key: `${task.id}/-1/${tryNumber}/${poke}`,
        taskId: task.id,
        mapIndex: -1,
        tryNumber,
        poke,
        queue: task.queue,
        ...(poke === 0 && slotDemandOf(task) !== null ? { limited: true } : {}),
      });
    }
  });
  return { dispatch, wakeAt };
}
