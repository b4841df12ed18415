import { type Bucket, takeToken } from './token-bucket.js';

/** What one hook may post to one service process. */
export const HOOK_RATE = { perSecond: 20, burst: 100 };

/** The rates of the hooks, in this process. Counts accepted signatures only, so that nobody uses up the rate of another. */
export class HookRates {
  private readonly buckets = new Map<string, Bucket>();

  /** @returns how long to wait, 0: go on */
  take(hookId: string, now: number): number {
    const { bucket, waitMs } = takeToken(this.buckets.get(hookId), HOOK_RATE, now);
    // last used last: the first to be forgotten has long been full again
    this.buckets.delete(hookId);
    this.buckets.set(hookId, bucket);
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > MOST_BUCKETS && oldest !== undefined) this.buckets.delete(oldest);
    return waitMs;
  }
}

const MOST_BUCKETS = 10_000;
