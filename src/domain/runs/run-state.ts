import type { RunPhase, TaskState } from './task-state.js';

/** One task instance inside the run, in the plan's order. Times are ms since the epoch. */
export interface TaskEntry {
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
