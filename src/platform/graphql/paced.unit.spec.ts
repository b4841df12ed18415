import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paced } from './paced.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls at once, then once for all calls of a gap, then at once again after a quiet time', () => {
  const call = vi.fn();
  const often = paced(call, 100);
  for (let i = 0; i < 5; i += 1) often.call();
  expect(call).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(call).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(100);
  often.call();
  expect(call).toHaveBeenCalledTimes(3);
});

it('given an end, calls no more', () => {
  const call = vi.fn();
  const often = paced(call, 100);
  often.call();
  often.call();
  often.stop();
  vi.advanceTimersByTime(1_000);
  expect(call).toHaveBeenCalledTimes(1);
});
