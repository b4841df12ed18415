import type { Json } from '../json.js';

/** Work of another system that a try waits for, as its row says. */
export interface JobRecord {
  /** What the other system knows the try by; recorded before the job is submitted. */
  token: string;
  /** Null while nobody knows whether the job was submitted. */
  remoteId: string | null;
  details: Json;
  /** The other system said that it has ended well. */
  done: boolean;
  /** When the try began to wait (ms): its executionTimeout counts from here, over all polls and attempts. */
  since: number;
}

/**
 * What an attempt does next. prepare: record the token, then submit. find: an earlier attempt may have submitted: look before submitting again.
 */
export type JobStep = 'prepare' | 'find' | 'poll' | 'collect';

export function nextJobStep(job: Pick<JobRecord, 'remoteId' | 'done'> | null): JobStep {
  if (job === null) return 'prepare';
  if (job.remoteId === null) return 'find';
  return job.done ? 'collect' : 'poll';
}

export interface PollingRules {
  intervalMs: number;
  backoff?: number;
  maxIntervalMs?: number;
}

/** Shortest wait between two polls (ms): a mistake in an operator must not become a flood. */
export const SHORTEST_POLL_MS = 100;
const LONGEST_POLL_MS = 24 * 3_600_000;

/** How long (ms) to wait after poke number `poke` (0 is the one that submits) before the job is asked for again. */
export function pollDelayMs({ intervalMs, backoff = 1, maxIntervalMs }: PollingRules, poke: number): number {
  const longest = Math.min(maxIntervalMs ?? LONGEST_POLL_MS, LONGEST_POLL_MS);
  const wanted = intervalMs * backoff ** poke;
  return Math.max(SHORTEST_POLL_MS, Number.isNaN(wanted) ? longest : Math.min(wanted, longest));
}

/** Calls of an operator's `cancel` that fail before the job is given up. */
export const MOST_CANCELS = 20;
/** A submission that was under way when its worker died may still arrive: looked for this long before it is believed that there is none. */
export const STRAGGLER_MS = 30_000;

/** How long (ms) to wait after cancel number `attempt` (1 first) has failed: 1 s, doubling, at most 5 min; about an hour in all. */
export const cancelDelayMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), 300_000);
