import type { AttemptAnswer } from '../src/domain/runs/outcome.js';
import type { TicketRef } from '../src/domain/runs/task-key.js';
import type { RunEvent } from '../src/domain/runs/run-events.js';
import type { Evaluation } from '../src/domain/runs/evaluations.js';
import type { Evaluated, RunFacts } from '../src/domain/runs/run-inputs.js';
import type { RunPlan } from '../src/domain/runs/run-plan.js';
import type { RunState } from '../src/domain/runs/run-state.js';

/** An answer above this many characters of JSON is not inlined: the execution continues as new and claims again, in pages. */
export const ANSWER_LIMIT = 256 * 1024;
export const PAGE_LIMIT = 1024 * 1024;

export type ClaimAnswer =
  | { kind: 'claimed'; plan: RunPlan; state: RunState; facts: RunFacts }
  | { kind: 'paged'; version: number; pages: number; facts: RunFacts }
  | { kind: 'superseded' };

export interface ClaimInput {
  dagRunId: string;
  epoch: number;
  /** The run's clock, ms since the epoch; executions that began before there was one have none. */
  now?: number;
}

export interface TurnInput {
  dagRunId: string;
  epoch: number;
  /** Version of the last event that the run has folded. */
  base: number;
  events: RunEvent[];
}

/**
 * recorded: appended (or nothing to append). diverged: the stream is beyond base, nothing appended, fold these and decide again.
 * again: nothing appended, these facts come first. oversized: claim again. superseded: another epoch writes, also when the stream lost its tail.
 */
export type TurnAnswer =
  | { kind: 'recorded'; version: number; facts: RunFacts }
  | { kind: 'diverged'; events: RunEvent[]; facts: RunFacts }
  | { kind: 'again'; facts: RunFacts }
  | { kind: 'oversized' }
  | { kind: 'superseded' };

export interface EvaluateInput {
  dagRunId: string;
  asked: readonly Evaluation[];
}

/** Local activities of the run workflow: each is one transaction, `evaluate` one for each question. */
export interface RunActivities {
  claim(input: ClaimInput): Promise<ClaimAnswer>;
  claimPage(input: { dagRunId: string; version: number; page: number }): Promise<string>;
  recordTurn(input: TurnInput): Promise<TurnAnswer>;
  evaluate(input: EvaluateInput): Promise<Evaluated[]>;
}

/** The one regular activity: makes one attempt (or one poke) of the ticket's try. */
export interface AttemptActivities {
  attempt(ref: TicketRef): Promise<AttemptAnswer>;
}
