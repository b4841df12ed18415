import { describe, expect, it } from 'vitest';
import { isMet, possibleRuns } from './condition.js';

const NESTED = { any: [{ all: ['a', 'b'] }, { all: ['c', { any: ['d', 'e'] }] }] };

describe('the oracle of conditions', () => {
  it.each([
    ['', false],
    ['a', false],
    ['ab', true],
    ['bcd', true],
    ['ce', true],
    ['de', false],
  ])('of what has come (%s) knows whether it is enough', (come, enough) => {
    expect(isMet(NESTED, new Set(come))).toBe(enough);
  });

  it.each([
    ['ab', [1]],
    ['ac', [0]],
    ['abc', [1]],
    // a b c d may be one run, or two
    ['abcd', [1, 2]],
    // of two updates of an asset the second may wait for ever
    ['aab', [1]],
    ['aabb', [1, 2]],
    ['x', [0]],
  ])('of updates (%s) knows how many runs may follow', (updates, runs) => {
    expect([...possibleRuns(NESTED, [...updates])].sort()).toEqual(runs);
  });
});
