import { expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.js';

// Airflow's own cases: test/conformance
it('is constant without backoff and without jitter', () => {
  const policy = { retryDelayMs: 10_000, retryBackoff: 1, maxRetryDelayMs: 86_400_000 };
  const delays = [1, 2, 9].map((tryNumber) =>
    retryDelayMs(policy, { dagId: 'd', taskId: 't', logicalDate: null, tryNumber }),
  );
  expect(delays).toEqual([10_000, 10_000, 10_000]);
});

it('is the same whenever the same try is asked for, and differs between tries', () => {
  const policy = { retryDelayMs: 60_000, retryBackoff: 2, maxRetryDelayMs: 86_400_000 };
  const failed = { dagId: 'd', taskId: 't', logicalDate: '2026-01-01T00:00:00.000Z', tryNumber: 3 };
  expect(retryDelayMs(policy, failed)).toBe(retryDelayMs(policy, { ...failed }));
  const delays = new Set([1, 2, 3, 4].map((tryNumber) => retryDelayMs(policy, { ...failed, tryNumber })));
  expect(delays.size).toBe(4);
});
