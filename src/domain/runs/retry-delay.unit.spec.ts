import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './retry-delay.js';

interface DelayCase {
  retry_delay_s: number;
  multiplier: number;
  max_retry_delay_s: number | null;
  try_number: number;
  delay_range_s?: [number, number];
  delay_exact_s?: number;
}
const file = JSON.parse(readFileSync('test/conformance/cases/task-dependencies.json', 'utf8')) as {
  retry_delay_cases: { cases: DelayCase[] };
};

describe('retry delay, by the case tables of Airflow', () => {
  it.each(file.retry_delay_cases.cases.map((c, i) => [i, c] as const))('case %i', (_i, c) => {
    const policy = {
      retryDelayMs: c.retry_delay_s * 1000,
      retryBackoff: c.multiplier,
      maxRetryDelayMs: (c.max_retry_delay_s ?? 86_400) * 1000,
    };
    const seconds =
      retryDelayMs(policy, {
        dagId: 'dag',
        taskId: 'task',
        logicalDate: '2026-01-01T00:00:00.000Z',
        tryNumber: c.try_number,
      }) / 1000;
    if (c.delay_exact_s !== undefined) expect(seconds).toBe(c.delay_exact_s);
    else
      expect([seconds >= (c.delay_range_s?.[0] ?? NaN), seconds <= (c.delay_range_s?.[1] ?? NaN)]).toEqual([
        true,
        true,
      ]);
  });

  it('is constant without backoff and without jitter', () => {
    const policy = { retryDelayMs: 10_000, retryBackoff: 1, maxRetryDelayMs: 86_400_000 };
    const delays = [1, 2, 9].map((tryNumber) =>
      retryDelayMs(policy, { dagId: 'd', taskId: 't', logicalDate: null, tryNumber }),
    );
    expect(delays).toEqual([10_000, 10_000, 10_000]);
  });
});
