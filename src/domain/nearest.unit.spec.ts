import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.js';

describe('nearest', () => {
  it.each([
    ['upsteam', 'upstream'],
    ['Retries', 'retries'],
    ['retrys', 'retries'],
    ['xyz', null],
    ['pol', 'pool'],
    ['polo', 'pool'],
    ['loop', null],
    ['', null],
  ])('takes %s for %s', (word, expected) => {
    expect(nearest(word, ['upstream', 'retries', 'pool'])).toBe(expected);
  });
});
