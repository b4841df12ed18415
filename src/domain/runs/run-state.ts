import type { Follow } from './outcome.js';
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
  /** The past has let it start (`dependsOnPast`). */
  pastMet?: true;
  /** It was not finished within `sla`; said once. */
  deadlineMissed?: true;
}

/** Why a run that will fail still waits: for its teardowns. */
export type StopCause = 'control' | 'cancelled' | 'dagrunTimeout' | 'failFast';

/**
 * The whole run as plain JSON: `tasks[i]` belongs to `plan.tasks[i]`. For a mapped task that is its instance −1, which stands for it until it is
 * expanded; then it is `removed`, and its instances are `mapped[i]`. It is `none` again when what it is mapped over was cleared.
 */
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
  /** Instances of expanded tasks by position; absent in a run that has none. */
  mapped?: Record<string, TaskEntry[]>;
  /** What branches and short circuits said last, by `position/mapIndex`. */
  follows?: Record<string, Follow>;
  /** What the conditions of edges came to, by `position/mapIndex` of the task below, then by the position above. */
  edges?: Record<string, Record<string, boolean>>;
  /** Nothing new is started until someone resumes the run. */
  paused?: true;
  /** The run's DAG is paused: nothing is decided but what people ask for, until someone unpauses it. */
  dagPaused?: true;
  /** Nothing but teardowns runs any more, then the run fails. */
  stopping?: StopCause;
}

export function initialState(index: PlanIndex): RunState {
  return {
    version: -1,
    phase: 'queued',
    startedAt: null,
    deadline: null,
    clearNumber: 0,
    lastControl: 0,
    tasks: index.plan.tasks.map((task) => newEntry(task.retries + 1)),
  };
}

export const newEntry = (maxTries: number): TaskEntry => ({
  state: 'none',
  tryNumber: 0,
  maxTries,
  poke: 0,
  dueAt: null,
  waitingSince: null,
});

/** Nothing new is started: the run is paused, or its DAG. */
export const isHeld = ({ paused, dagPaused }: RunState): boolean => paused === true || dagPaused === true;

/** A ticket of this instance is open: an attempt runs, or waits between pokes. */
export const hasOpenTicket = (entry: TaskEntry): boolean => entry.state === 'queued' || waitsForPoke(entry);

/** Between two pokes of a sensor, while people are asked, or while a job goes on elsewhere. */
export const waitsForPoke = ({ state }: TaskEntry): boolean =>
  state === 'up_for_reschedule' || state === 'awaiting_input' || state === 'deferred';
