import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../sdk/index.js';
import { followJsonPath, parseJsonPath } from './json-path.js';

describe('JSON paths', () => {
  it('have names, indexes and quoted names', () => {
    expect(parseJsonPath(`$.a[0]["b c"]['d'].e-f`)).toEqual(['a', 0, 'b c', 'd', 'e-f']);
    expect(parseJsonPath('$')).toEqual([]);
    for (const bad of ['', 'a', '$a', '$.', '$.a[', '$[x]', '$.*', '$..a', '$[-1]'])
      expect(parseJsonPath(bad)).toBeNull();
  });

  it('lead nowhere beside own members', () => {
    expect(followJsonPath({ a: [1] }, '$.a.length')).toBeUndefined();
    expect(followJsonPath({}, '$.constructor')).toBeUndefined();
    expect(followJsonPath({ a: null }, '$.a.b')).toBeUndefined();
  });

  it('find every value at its place', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat(5)), { maxLength: 5 }), fc.jsonValue(), (steps, leaf) => {
        const wrap = (step: string | number, inner: Json): Json =>
          typeof step === 'number' ? [...Array<Json>(step).fill(null), inner] : { [step]: inner };
        const value = steps.reduceRight<Json>((inner, step) => wrap(step, inner), leaf as Json);
        const path = `$${steps.map((step) => `[${JSON.stringify(step)}]`).join('')}`;
        fc.pre(
          !steps.includes('__proto__') && !steps.some((step) => typeof step === 'string' && /[^ -~]|["\\]/.test(step)),
        );
        expect(followJsonPath(value, path)).toEqual(leaf);
      }),
    );
  });
});
