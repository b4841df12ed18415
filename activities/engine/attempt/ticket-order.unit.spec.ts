import { describe, expect, it } from 'vitest';
import { inKeyOrder } from './ticket-order.js';

const of = (...values: (string | number)[]) => ({ text: '', values });

describe('the order in which tickets are locked', () => {
  it('is that of the key, by code points and numbers, whatever follows the key', () => {
    const sorted = [
      of('a', 'B', -1, 1, 9),
      of('a', 'b', -1, 2, 8),
      of('a', 'b', 2, 1, 7),
      of('a', 'b', 10, 1),
      of('b', 'a', -1, 1),
    ];
    expect([...sorted].reverse().sort(inKeyOrder)).toEqual(sorted);
    expect(inKeyOrder(of('a', 'b', 0, 1, 'x'), of('a', 'b', 0, 1, 'y'))).toBe(0);
  });
});
