/** What is left of a rate, and since when. */
export interface Bucket {
  tokens: number;
  /** ms of any clock that only goes forward. */
  at: number;
}

export interface Rate {
  perSecond: number;
  burst: number;
}

/** Takes one token: the bucket after it, and how long to wait where there was none (ms, 0: taken). */
export function takeToken(bucket: Bucket | undefined, rate: Rate, now: number): { bucket: Bucket; waitMs: number } {
  const before = bucket ?? { tokens: rate.burst, at: now };
  const tokens = Math.min(rate.burst, before.tokens + (Math.max(0, now - before.at) / 1_000) * rate.perSecond);
  // a sum of fractions may miss the whole by a hair
  if (tokens > 1 - 1e-6) return { bucket: { tokens: Math.max(0, tokens - 1), at: now }, waitMs: 0 };
  return { bucket: { tokens, at: now }, waitMs: Math.ceil(((1 - tokens) / rate.perSecond) * 1_000) };
}
