import { Context } from '@temporalio/activity';
import type { AttemptActivities } from '../../contract.js';
import type { AttemptEngine } from './attempt-engine.js';
import type { Mask } from './task-error.js';

/** Heartbeats for each heartbeat timeout; the SDK sends no more than it needs. */
const BEATS = 4;
const DEFAULT_BEAT_MS = 5_000;

/**
 * The one regular activity as Temporal calls it. Its heartbeat says that this delivery is being looked after, nothing else: a delivery that
 * Temporal cancels frees its slot, and its body goes on.
 */
export const attemptActivity = (engine: Pick<AttemptEngine, 'attempt'>, mask: Mask): AttemptActivities => ({
  attempt: async (ref) => {
    const { info, cancellationSignal, heartbeat } = contextNow();
    const beat = setInterval(() => heartbeat(), (info.heartbeatTimeoutMs ?? DEFAULT_BEAT_MS * BEATS) / BEATS);
    try {
      return await engine.attempt(ref, cancellationSignal);
    } catch (error) {
      // what is thrown stands in Temporal's history in clear text
      throw new Error(mask(error instanceof Error ? error.message : String(error)));
    } finally {
      clearInterval(beat);
    }
  },
});

function contextNow() {
  const context = Context.current();
  return { info: context.info, cancellationSignal: context.cancellationSignal, heartbeat: () => context.heartbeat() };
}
