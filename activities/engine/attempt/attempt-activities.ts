import { Context } from '@temporalio/activity';
import type { AttemptActivities } from '../../contract.js';
import type { AttemptEngine } from './attempt-engine.js';
import { InlineLane } from './inline-lane.js';
import type { Mask } from './task-error.js';

/** Heartbeats for each heartbeat timeout; the SDK sends no more than it needs. */
const BEATS = 4;
const DEFAULT_BEAT_MS = 5_000;

/** Attempts as Temporal calls them, in either lane. */
export function attemptActivities(engine: Attempting, mask: Mask): AttemptActivities {
  const lane = new InlineLane((ref) => engine.attemptInline(ref));
  return {
    attempt: (ref) => masked(mask, () => heartbeating((delivery) => engine.attempt(ref, delivery))),
    inlineRound: (refs) => masked(mask, () => lane.round(refs)),
  };
}

type Attempting = Pick<AttemptEngine, 'attempt' | 'attemptInline'>;

/**
 * The one regular activity. Its heartbeat says that this delivery is being looked after, nothing else: a delivery that
 * Temporal cancels frees its slot, and its body goes on.
 */
async function heartbeating<T>(work: (delivery: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(
    () => context.heartbeat(),
    (context.info.heartbeatTimeoutMs ?? DEFAULT_BEAT_MS * BEATS) / BEATS,
  );
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}

/** What is thrown stands in Temporal's history in clear text. */
async function masked<T>(mask: Mask, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(mask(error instanceof Error ? error.message : String(error)));
  }
}
