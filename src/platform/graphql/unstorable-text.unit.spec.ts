import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unstorableText } from './unstorable-text.js';

describe('unstorableText', () => {
  it.each([
    [{ a: 'fine 😀 ☂' }, null],
    [{ a: { b: ['x', 'y\0'] } }, 'a.b[1]'],
    [{ a: '\ud83d' }, 'a'],
    [{ a: '\ude00' }, 'a'],
    [{ 'k\0': 1 }, 'input, a key'],
  ])('of %j is %s', (value, expected) => {
    expect(unstorableText(value)).toBe(expected);
  });

  it('finds nothing in well-formed text without NUL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0'));
        expect(unstorableText({ text })).toBeNull();
      }),
    );
  });
});
