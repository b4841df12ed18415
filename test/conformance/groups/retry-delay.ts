import { retryDelayMs } from '../../../src/domain/runs/retry-delay.js';
import { type Group, listUnder } from '../group.js';

interface DelayCase {
  retry_delay_s: number;
  multiplier: number;
  max_retry_delay_s: number | null;
  try_number: number;
  delay_range_s?: [number, number];
  delay_exact_s?: number;
}

const AIRFLOWS_LONGEST_S = 86_400;

export const retryDelay: Group<DelayCase> = {
  name: 'retry_delay_cases',
  cases: listUnder('retry_delay_cases', 'cases'),
  compare: (c, place) => {
    const policy = {
      retryDelayMs: c.retry_delay_s * 1000,
      retryBackoff: c.multiplier,
      maxRetryDelayMs: (c.max_retry_delay_s ?? AIRFLOWS_LONGEST_S) * 1000,
    };
    const failed = { dagId: 'd', taskId: 't', logicalDate: '2026-01-01T00:00:00.000Z', tryNumber: c.try_number };
    const seconds = retryDelayMs(policy, failed) / 1000;
    const [from = NaN, to = NaN] = c.delay_range_s ?? [];
    const id = `${place}: ${c.retry_delay_s} s × ${c.multiplier}, try ${c.try_number}`;
    if (c.delay_exact_s !== undefined) return { id, expected: c.delay_exact_s, actual: seconds };
    return { id, expected: [from, to], actual: seconds >= from && seconds <= to ? [from, to] : seconds };
  },
};
