import type { PlanIndex } from './plan-index.js';
import type { RunPhase, TaskState } from './task-state.js';

/** One task instance inside the run, in the plan's order. Times are ms since the epoch. */
export interface TaskEntry {
  /** `queued` covers everything from the ticket to its outcome: that a body runs is the ticket's matter. */
  state: TaskState;
  /** 0 before the first try. */
  tryNumber: number;
  /** retries + 1, more after a clear. */
  maxTries: number;
  /** Poke that is awaited or due within this try. */
  poke: number;
  /** When the next try or the next poke is due. */
  dueAt: number | null;
  /** Sensors: first execution, over pokes and tries. */
  waitingSince: number | null;
  /** It was not finished within `sla`; said once. */
  deadlineMissed?: true;
}

/** The whole run as plain JSON: `tasks[i]` belongs to `plan.tasks[i]`. */
export interface RunState {
  /** Version of the last event folded in; -1 before the first. */
  version: number;
  phase: RunPhase;
  startedAt: number | null;
  /** Absolute end of dagrunTimeout. */
  deadline: number | null;
  clearNumber: number;
  lastControl: number;
  tasks: TaskEntry[];
}

export function initialState(index: PlanIndex): RunState {
  return {
    version: -1,
    phase: 'queued',
    startedAt: null,
    deadline: null,
    clearNumber: 0,
    lastControl: 0,
    tasks: index.plan.tasks.map((task) => ({
      state: 'none',
      tryNumber: 0,
      maxTries: task.retries + 1,
      poke: 0,
      dueAt: null,
      waitingSince: null,
    })),
  };
}

/** A ticket of this instance is open: an attempt runs, or waits between pokes. */
export const hasOpenTicket = (entry: TaskEntry): boolean =>
  entry.state === 'queued' || entry.state === 'up_for_reschedule';
