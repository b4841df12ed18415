/** Contract, type TaskError. `retryable` false ends the try's retries at once. */
export interface TaskError {
  type: string;
  message: string;
  stack?: string | null;
  retryable: boolean;
}

/** What a branch or a short circuit asks of its downstream tasks. */
export type Follow =
  | { kind: 'branch'; chosen: string[] }
  | { kind: 'shortCircuit'; verdict: boolean; ignoreDownstreamTriggerRules: boolean };

/** Why a try succeeded without running: its result was in the cache, from that try of the same task, or its output was there already. */
export type ResultOrigin =
  { kind: 'cache'; dagRunId: string; mapIndex: number; tryNumber: number } | { kind: 'target'; target: string };

/** How a try ended; stands in the ticket and is never changed. Values travel as XCom, never here. */
export type Outcome =
  | { kind: 'SUCCESS'; follow?: Follow; from?: ResultOrigin }
  | { kind: 'FAILED'; error: TaskError }
  | { kind: 'SKIPPED'; reason: string }
  | { kind: 'TIMED_OUT'; error: TaskError }
  | { kind: 'CANCELLED'; error: TaskError }
  | { kind: 'LOST'; error: TaskError };

/** How a task is shown between two pokes where it is no sensor. */
export type WaitsAs = 'awaiting_input' | 'deferred';

/**
 * What the activity `attempt` answers.
 * settled: the ticket has this outcome, whoever set it. waiting: a sensor said "not yet", or a job goes on elsewhere; the next poke is due at nextAt (ms since epoch).
 * held: another begin owns the ticket; its finish will wake the run. gone: no such ticket.
 */
export type AttemptAnswer =
  | { kind: 'settled'; outcome: Outcome; cause: string; waitingSince: number | null }
  | { kind: 'waiting'; poke: number; nextAt: number; waitingSince: number; cause: string; as?: WaitsAs }
  | { kind: 'held' }
  | { kind: 'gone' };

export type OutcomeKind = Outcome['kind'];
