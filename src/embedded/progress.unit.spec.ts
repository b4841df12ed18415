import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressPrinter } from './progress.js';

let lines: string[];
beforeEach(() => {
  lines = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const printer = () => progressPrinter((line) => lines.push(line));
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('progressPrinter', () => {
  it('given a step of less than a second, shows nothing', async () => {
    const step = printer().step('Quick', () => after(900));
    await vi.advanceTimersByTimeAsync(900);
    await step;
    expect(lines).toEqual([]);
  });

  it('given a longer one, shows its name after a second and its time at the end', async () => {
    const step = printer().step('Slow', () => after(2_500).then(() => 'result'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lines).toEqual(['Slow …']);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await step).toBe('result');
    expect(lines).toEqual(['Slow …', 'Slow: done in 2.5 s']);
  });

  it('given a step of minutes, says every ten seconds how far it is', async () => {
    const step = printer().step('Build', async (note) => {
      note('12 packages');
      await after(25_000);
    });
    await vi.advanceTimersByTimeAsync(25_000);
    await step;
    expect(lines).toEqual([
      'Build …',
      'Build … 10.0 s, 12 packages',
      'Build … 20.0 s, 12 packages',
      'Build: done in 25.0 s',
    ]);
  });

  it('given a step that fails, passes the error on and is silent afterwards', async () => {
    const step = printer().step('Bad', () => Promise.reject(new Error('no')));
    await expect(step).rejects.toThrow('no');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(lines).toEqual([]);
  });
});
