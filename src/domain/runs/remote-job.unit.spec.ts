import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancelDelayMs, MOST_CANCELS, nextJobStep, pollDelayMs, SHORTEST_POLL_MS } from './remote-job.js';

describe('the next step of a job', () => {
  it.each([
    [null, 'prepare'],
    [{ remoteId: null, done: false }, 'find'],
    [{ remoteId: 'j', done: false }, 'poll'],
    [{ remoteId: 'j', done: true }, 'collect'],
  ] as const)('of %j is %s', (job, step) => {
    expect(nextJobStep(job)).toBe(step);
  });
});

describe('the wait between polls', () => {
  it('is the interval, multiplied each time, up to the longest', () => {
    const rules = { intervalMs: 1_000, backoff: 2, maxIntervalMs: 5_000 };
    expect([0, 1, 2, 3, 4].map((poke) => pollDelayMs(rules, poke))).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(pollDelayMs({ intervalMs: 300 }, 99)).toBe(300);
  });

  it('is a number of ms between the shortest and a day, whatever the operator says', () => {
    const any = fc.double({ min: 0 });
    fc.assert(
      fc.property(any, any, fc.nat(10_000), (intervalMs, backoff, poke) => {
        const delay = pollDelayMs({ intervalMs, backoff }, poke);
        return delay >= SHORTEST_POLL_MS && delay <= 86_400_000;
      }),
    );
  });
});

describe('the wait between cancels', () => {
  it('doubles to five minutes; all of them together last an hour or so', () => {
    const delays = Array.from({ length: MOST_CANCELS }, (_, i) => cancelDelayMs(i + 1));
    expect(delays.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
    const all = delays.reduce((sum, delay) => sum + delay, 0);
    expect(all).toBeGreaterThan(45 * 60_000);
    expect(all).toBeLessThan(75 * 60_000);
  });
});
