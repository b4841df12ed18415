import { sha1 } from '@noble/hashes/legacy.js';

/** Airflow's `max_task_retry_delay`: no delay is longer, whatever the task says. */
export const LONGEST_RETRY_DELAY_MS = 86_400_000;

export interface RetryPolicy {
  retryDelayMs: number;
  /** 0 or 1: constant, without jitter; else the multiplier. */
  retryBackoff: number;
  maxRetryDelayMs: number;
}
export interface FailedTry {
  dagId: string;
  taskId: string;
  logicalDate: string | null;
  tryNumber: number;
}

/**
 * How long after its end a failed try is tried again, in ms (airflow-semantics §1.7): b = max(1 s, ceil(delay · mᵗ⁻¹)), jittered to [b, 2b)
 * by a hash of the try, so that the same try always waits as long; then capped.
 */
export function retryDelayMs(policy: RetryPolicy, failed: FailedTry): number {
  const cap = Math.min(policy.maxRetryDelayMs, LONGEST_RETRY_DELAY_MS);
  if (policy.retryBackoff === 0 || policy.retryBackoff === 1) return Math.min(policy.retryDelayMs, cap);
  const base = Math.max(1, Math.ceil((policy.retryDelayMs / 1000) * policy.retryBackoff ** (failed.tryNumber - 1)));
  if (!Number.isFinite(base) || base * 1000 >= cap) return cap;
  const delay = base + jitter(failed, base);
  return Math.min(delay * 1000, cap);
}

/** sha1(dag#task#logical date#try) mod base, base in whole seconds. */
function jitter(failed: FailedTry, base: number): number {
  const text = `${failed.dagId}#${failed.taskId}#${failed.logicalDate ?? ''}#${failed.tryNumber}`;
  const digest = sha1(utf8(text));
  let rest = 0;
  for (const byte of digest) rest = (rest * 256 + byte) % base;
  return rest;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
