import type { Actor } from '../events/actor.js';
import type { Json } from '../json.js';
import type { RunCause } from './run-cause.js';
import type { ControlRequest } from './controls/control-request.js';
import type { Follow, OutcomeKind, ResultOrigin, TaskError } from './outcome.js';
import type { StopCause } from './run-state.js';
import type { TaskState } from './task-state.js';
import type { SlotDemand } from './slot-demand.js';

/** What every event of a run's stream carries beside type and payload; recordTurn adds dag, run and correlation. */
interface RunEventMeta {
  occurredAt: string;
  actor: Actor;
  reason?: string | null;
  causationId?: string | null;
}
interface TaskEventMeta extends RunEventMeta {
  taskId: string;
  mapIndex: number;
}
type OfRun<T extends string, P> = RunEventMeta & { type: T; payload: P };
type OfTask<T extends string, P> = TaskEventMeta & { type: T; payload: P };

/** `settles` names the outcome that the run itself gives to the open ticket of this try (cancel, timeout); absent when the ticket had its own. */
interface EndOfTry extends Partial<Record<TicketClaim, boolean>> {
  tryNumber: number;
  settles?: Extract<OutcomeKind, 'CANCELLED' | 'TIMED_OUT'>;
}

/**
 * What a stop goes by when it settles an open ticket: an attempt of the try has begun; one is running, not between two pokes. recordTurn holds it
 * against the ticket, and where it is wrong the turn is decided again.
 */
export const TICKET_CLAIMS = ['begun', 'running'] as const;
export type TicketClaim = (typeof TICKET_CLAIMS)[number];

export interface RunCreatedPayload {
  runId: string;
  runType: string;
  versionNumber: number;
  versionHash: string;
  logicalDate: string | null;
  dataInterval: { start: string; end: string } | null;
  runAfter: string;
  conf: Json;
  params: Json;
  note: string | null;
  /** The run that this one repeats with other params. */
  rerunOf?: string;
  /** The try of triggerDag that made the run. */
  parent?: { dagRunId: string; taskId: string; mapIndex: number; tryNumber: number };
  /** The backfill that made the run. */
  backfill?: { id: string; ordinal: number };
  /** The partition of assets that the run is for. */
  partitionKey?: string;
  /** Why a run that nobody asked for exists. */
  cause?: RunCause;
}

/** The stream `run-<dagRunId>`. Times in payloads are RFC 3339; the fold turns them into ms. */
export type RunEvent =
  | OfRun<'RunCreated', RunCreatedPayload>
  | OfRun<'RunStarted', { deadline: string | null }>
  | OfRun<'RunReopened', { cause: string }>
  | OfRun<'TailLost', { seenVersion: number }>
  | OfRun<'ControlApplied', { number: number; request: ControlRequest }>
  | OfRun<'ControlRefused', { number: number; request: ControlRequest; code: string; message: string }>
  | OfRun<'RunStopping', { cause: StopCause }>
  | OfRun<'RunPaused', { cause: string }>
  | OfRun<'RunResumed', { cause: string }>
  | OfRun<'RunHeld', { cause: 'dagPaused' }>
  | OfRun<'RunReleased', { cause: 'dagUnpaused' }>
  | OfRun<'DeadlineMissed', { position: number; deadline: string; rule: string; state: string; paused: boolean }>
  | OfRun<'RunNoted', { note: string | null }>
  | OfRun<'RunMovedToVersion', { from: number; to: number }>
  | OfRun<'RunSucceeded', { cause: string }>
  | OfRun<'RunFailed', { cause: string }>
  | OfTask<'TaskQueued', { tryNumber: number; waitingSince: string | null; priority?: number; slots?: SlotDemand }>
  | OfTask<'TaskUpForReschedule', { tryNumber: number; poke: number; nextPokeAt: string; waitingSince: string }>
  | OfTask<'TaskDeferred', { tryNumber: number; poke: number; nextPokeAt: string; waitingSince: string }>
  | OfTask<'TaskAwaitingInput', { tryNumber: number; poke: number; nextPokeAt: string; waitingSince: string }>
  | OfTask<'TaskWoken', { tryNumber: number; poke: number }>
  | OfTask<
      'TaskUpForRetry',
      EndOfTry & { outcome: OutcomeKind; error: TaskError; nextTryAt: string; waitingSince: string | null }
    >
  | OfTask<'TaskMapped', { tryNumber: number; length: number }>
  | OfTask<'TaskRemoved', EndOfTry & { cause: string }>
  | OfTask<'TaskCleared', EndOfTry & { maxTries: number }>
  | OfTask<'TaskRetryDue', { tryNumber: number }>
  | OfTask<'TaskNoted', { tryNumber: number; note: string | null }>
  | OfTask<'EdgeJudged', { tryNumber: number; upstream: string; holds: boolean }>
  | OfTask<'PastDependencyMet', { tryNumber: number }>
  | OfTask<'TaskSucceeded', EndOfTry & { follow?: Follow; from?: ResultOrigin; byHand?: boolean }>
  | OfTask<'TaskFailed', EndOfTry & { outcome: OutcomeKind; error: TaskError }>
  | OfTask<'TaskDeadlineMissed', { tryNumber: number; deadline: string; state: TaskState }>
  | OfTask<'TaskSkipped', EndOfTry & { cause: string }>
  | OfTask<'TaskUpstreamFailed', EndOfTry & { cause: string }>;
