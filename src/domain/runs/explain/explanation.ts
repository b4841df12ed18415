import type { JsonObject } from '../../json.js';
import type { Actor } from '../../events/actor.js';
import type { OutcomeKind, ResultOrigin, TaskError, WaitsAs } from '../outcome.js';
import type { PastInstance } from '../past.js';
import type { SlotPlace } from './explain-slots.js';

/** What a program may act on. The sentence beside it is for people and may change. */
export const REASONS = [
  ...(['DAG_PAUSED', 'RUN_QUEUED', 'RUN_STARTING', 'RUN_PAUSED', 'RUN_ENDED'] as const),
  ...(['UPSTREAM', 'SETUP', 'EDGE', 'ITEMS', 'PAST', 'LIMIT', 'DECIDING'] as const),
  ...(['SLOTS', 'WORKER', 'RUNNING', 'RETRY', 'POKE', 'JOB', 'PEOPLE'] as const),
  ...(['SUCCEEDED', 'NOT_RUN', 'BY_HAND', 'FAILED', 'SKIPPED', 'UPSTREAM_FAILED', 'REMOVED'] as const),
] as const;
export type Reason = (typeof REASONS)[number];

/** Why a task instance is in its state. */
export interface Explanation {
  reason: Reason;
  /** One sentence, without a capital and a full stop. */
  summary: string;
  /** Ids of tasks, or names of limits, that keep it from running or kept it. */
  blockedBy: string[];
  /** What the sentence rests on, under the name of each thing. */
  facts: JsonObject;
}

/** The same task in the run before. */
export interface PastRun extends PastInstance {
  dagRunId: string;
  runId: string;
  /** Worst state of its instances, upper case; null where that run has none. */
  worst: string | null;
}

/** What the ticket of the current try tells. */
export interface TicketKnown {
  /** The attempt under way. */
  attempt: { number: number; worker: string; since: string } | null;
  /** Attempts of this try that were lost with their workers. */
  lost: number;
  /** It waits for this poke, which the run may not have heard of yet. Times are RFC 3339. */
  next: { poke: number; at: string; since: string; as: WaitsAs | null } | null;
  /** Its end is known; the run may not have heard of it yet. */
  settled: boolean;
  /** It was the try itself that succeeded. */
  succeeded: boolean;
  /** When it was told of that no worker begins it. */
  overdueAt: string | null;
  /** Why it succeeded without running. */
  from: ResultOrigin | null;
  people: { subject: string; assignees: string[]; until: string } | null;
  job: { id: string | null; operator: string; since: string } | null;
}

/** What the event tells that ended the instance, or its last try. */
export interface LastEvent {
  actor: Actor;
  reason: string | null;
  cause?: string;
  error?: TaskError;
  outcome?: OutcomeKind;
  byHand?: boolean;
  /** The run itself ended the try. */
  settles?: string;
}

/** What lets a run start. A backfill's runs have a limit of their own, and count for no other. */
export interface QueuedRun {
  admitted: boolean;
  dagPaused: boolean;
  backfill?: { id: string; paused: boolean } | null;
  activeRuns: number;
  maxActiveRuns: number;
}

/** What an explanation needs and the run's state does not know. */
export interface Known {
  run: QueuedRun;
  /** Operator. */
  type: string;
  /** The past of the task is that of the tasks below it, too. */
  waitForDownstream: boolean;
  /** Of the task (ms); undefined where nobody has looked. */
  limits?: { executionTimeoutMs: number | null; timeoutMs: number };
  ticket: TicketKnown | null;
  slots: SlotPlace | null;
  /** undefined where nobody has looked. */
  past?: PastRun | null;
  last: LastEvent | null;
}
