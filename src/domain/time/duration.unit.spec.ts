import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, MAX_DURATION_MS, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['500ms', 500],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['PT5M', 300_000],
    ['P1DT2H', 93_600_000],
    ['PT0.25S', 250],
    ['P2W', 1_209_600_000],
    [60, 60_000],
    [0.5, 500],
    [0, 0],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    'soon',
    '5',
    '5 minutes',
    '-5m',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    '5m5m',
    'pt5m',
    '1h30',
    -1,
    NaN,
    Infinity,
    1e12,
  ])('refuses %s', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('refuses a text of endless digits in no time', () => {
    expect(parseDuration(`${'1'.repeat(100_000)}x`)).toBeNull();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, 'PT0S'],
    [90_000, 'PT1M30S'],
    [86_400_000, 'P1D'],
    [129_600_000, 'P1DT12H'],
    [250, 'PT0.25S'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('refuses a negative length', () => {
    expect(() => formatDuration(-1)).toThrow('not a duration');
  });

  it('is read back as the same length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
