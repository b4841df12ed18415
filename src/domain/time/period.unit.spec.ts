import { describe, expect, it } from 'vitest';
import { formatPeriod, parsePeriod } from './period.js';

describe('periods', () => {
  it.each([
    ['6h', 'PT6H'],
    ['P1M', 'P1M'],
    ['P14M', 'P1Y2M'],
    ['P1M15D', 'P1M15D'],
    [3600, 'PT1H'],
  ])('reads %s and writes %s', (text, iso) => {
    const period = parsePeriod(text);
    expect(period === null ? null : formatPeriod(period)).toBe(iso);
  });

  it.each(['0s', 'P0M', 'P', 'monthly', 'P1MT1H'])('refuses %s', (text) => {
    expect(parsePeriod(text)).toBeNull();
  });
});
