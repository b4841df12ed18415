import type { Outcome } from '../../src/domain/runs/outcome.js';
import type { OutcomeCode } from './world.js';

/** The outcome as the decider reads it; all but a cancelled try may be tried again. */
export function outcomeFrom(code: OutcomeCode): Outcome {
  if (code === 'SUCCESS') return { kind: 'SUCCESS' };
  return { kind: code, error: { type: code, message: code, retryable: code !== 'CANCELLED' } };
}
