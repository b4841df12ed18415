import { describe, expect, it } from 'vitest';
import { checkThresholds } from './check-thresholds.js';

describe('checkThresholds', () => {
  it('names what is out of bounds; the bounds themselves are good', () => {
    const row = { rows: 10, share: 0.5, big: '9007199254740993' };
    expect(checkThresholds(row, { rows: { min: 10, max: 10 }, share: { max: 1 }, big: { min: 1 } })).toEqual([]);
    expect(checkThresholds(row, { rows: { min: 11 }, share: { max: 0.25 } })).toEqual([
      'rows = 10 is below 11',
      'share = 0.5 is above 0.25',
    ]);
  });

  it('takes what is missing or no number for out of bounds', () => {
    expect(
      checkThresholds({ a: null, b: 'x', c: '' }, { a: { min: 0 }, b: { min: 0 }, c: { min: 0 }, d: { min: 0 } }),
    ).toEqual(['a = null is no number', 'b = "x" is no number', 'c = "" is no number', 'the row has no column d']);
  });
});
