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

/** inline: tasks of the default queue may run in the worker that runs the run; executions that began before there was this lane say nothing of it. */
export type ClaimAnswer =
  | { kind: 'claimed'; plan: RunPlan; state: RunState; facts: RunFacts; inline?: true }
  | { kind: 'paged'; version: number; pages: number; facts: RunFacts; inline?: true }
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

/** elsewhere: nothing was begun, the queue lane shall make the attempt. */
export type InlineAnswer = AttemptAnswer | { kind: 'elsewhere' };

/** A later generation is asked for anew: its ticket was given back, so what an earlier one is answered says nothing of it. */
export interface RoundTicket extends TicketRef {
  generation: number;
  /** Of those that wait here for a place the highest is first; absent for 1. */
  priority?: number;
}

/** What a round answers of the ticket at this place of what was asked. */
export interface RoundAnswer {
  place: number;
  answer: InlineAnswer;
}

export interface AttemptActivities {
  /** The queue lane: the one regular activity, makes one attempt (or one poke) of the ticket's try. */
  attempt(ref: TicketRef): Promise<AttemptAnswer>;
  /**
   * The inline lane, a local activity: sees to it that an attempt of each ticket is under way here, and answers, of those that are over, as soon as there are any; none after
   * a while. The rest is asked again. There is never another local activity beside it: a replay would answer them in another order.
   */
  inlineRound(tickets: readonly RoundTicket[]): Promise<RoundAnswer[]>;
}
