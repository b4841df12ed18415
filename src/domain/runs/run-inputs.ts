import type { Actor } from '../events/actor.js';
import type { ControlRequest } from './controls/control-request.js';
import type { Evaluation } from './evaluations.js';
import type { Outcome, TaskError, WaitsAs } from './outcome.js';
import type { TryKey } from './task-key.js';

/** A ticket's end that the run has not taken in. cause: id of the event that tells of it. */
export interface OutcomeFact extends TryKey {
  outcome: Outcome;
  cause: string | null;
  waitingSince: number | null;
}

export type { ControlRequest } from './controls/control-request.js';
export interface ControlFact {
  number: number;
  request: ControlRequest;
  actor: Actor;
  reason: string | null;
}

/** An open ticket whose delivery may have died with a worker: dispatch it again when its generation is new to the execution. */
export interface Redispatch extends TryKey {
  generation: number;
}

/** An open ticket of which an attempt has begun. `waits`: it is between two pokes, nobody works on it. */
export interface BegunTicket extends TryKey {
  waits: boolean;
}

/** A ticket that waits for its next poke, and that something from outside has woken since. */
export interface WakeFact extends TryKey {
  poke: number;
}

/** Whether the run's DAG is paused, and who did that last. cause: id of the event that tells of it. */
export interface DagPauseFact {
  paused: boolean;
  actor: Actor;
  reason: string | null;
  cause: string | null;
}

/** What recordTurn's answer and the claim's bring: everything that the run has not read. */
export interface RunFacts {
  outcomes: OutcomeFact[];
  controls: ControlFact[];
  redispatch: Redispatch[];
  /** Open tickets that hold the slots they asked for: those that nobody has begun; in the claim's answer all, and those that have begun before. */
  leases?: TryKey[];
  /** Histories from before waits could be woken have none. */
  wakes?: WakeFact[];
  /** All open tickets that have begun; told where a turn was wrong about one that it settles. */
  begun?: BegunTicket[];
  /** Told while the DAG is paused, and to a run that was held and is to go on. */
  dagPause?: DagPauseFact;
}

/** What data say to an evaluation: the number of items, whether an edge is taken or the past lets a task start, or why that cannot be told. */
export type Evaluated =
  | { asked: Extract<Evaluation, { kind: 'map' }>; length: number }
  | { asked: Extract<Evaluation, { kind: 'edge' | 'past' }>; holds: boolean }
  | { asked: Exclude<Evaluation, { kind: 'past' }>; error: TaskError };

/** Everything that the decider judges. A poke that waits names the poke that comes next. */
export type RunInput =
  | { kind: 'outcome'; fact: OutcomeFact }
  | {
      kind: 'waiting';
      key: TryKey;
      poke: number;
      nextAt: number;
      waitingSince: number;
      cause: string | null;
      as?: WaitsAs;
    }
  | { kind: 'woken'; fact: WakeFact }
  | { kind: 'control'; fact: ControlFact }
  | { kind: 'begun'; tickets: BegunTicket[] }
  | { kind: 'dagPause'; fact: DagPauseFact }
  | { kind: 'evaluated'; answer: Evaluated }
  | { kind: 'cancelRequested' };
