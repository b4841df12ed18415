import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash, sha256Hex } from './canonical-json.js';

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, 3.2.3', () => {
    const value = { '\u20ac': 'Euro', '\r': 'CR', '1': 'One', '\u0080': 'Control', '\u00f6': 'o', '\ufb33': 'Dalet' };
    expect(canonicalJson(value)).toBe(
      '{"\\r":"CR","1":"One","\u0080":"Control","\u00f6":"o","\u20ac":"Euro","\ufb33":"Dalet"}',
    );
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([1e21, -0, 4.5, 2e-3, 1e-27])).toBe('[1e+21,0,4.5,0.002,1e-27]');
  });

  it('refuses what is not JSON', () => {
    expect(() => canonicalJson(NaN)).toThrow('NaN');
    expect(() => canonicalJson(undefined)).toThrow('undefined');
  });

  it('is read back as the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(object));
        expect(canonicalJson(JSON.parse(canonicalJson(object)))).toBe(canonicalJson(object));
      }),
    );
  });
});

describe('hashes', () => {
  it('agree with the platform on SHA-256 of UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
    );
  });

  it('take the canonical form', () => {
    expect(contentHash({ b: 1, a: 2 })).toBe(sha256Hex('{"a":2,"b":1}'));
  });
});
