import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.js';

const valueOf = (text: string): unknown => {
  const parsed = parseJson(text);
  return 'root' in parsed ? parsed.value : parsed;
};

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, '\t'), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        expect(JSON.stringify(valueOf(pretty))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    const mutated = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, insert]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + insert + text.slice(place + 1);
    });
    fc.assert(
      fc.property(mutated, (text) => {
        let expected: string | null = null;
        try {
          expected = JSON.stringify(JSON.parse(text));
        } catch {
          expected = null;
        }
        const parsed = parseJson(text);
        expect('root' in parsed ? JSON.stringify(parsed.value) : null).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['', 0],
    ['{"a":1,}', 7],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['01', 0],
    ['"\\x"', 0],
    ['"a\nb"', 2],
    ['{"a":1} x', 8],
    ['"open', 5],
    ['"\\', 3],
  ])('tells where %j stops being JSON', (text, offset) => {
    const parsed = parseJson(text);
    expect('code' in parsed ? [parsed.code, parsed.offset] : parsed).toEqual(['SYNTAX', offset]);
  });

  it('tells duplicate keys and keeps the last', () => {
    const parsed = parseJson('{"a":1,"b":{"a":1,"a":2}}');
    expect(parsed).toMatchObject({ value: { a: 1, b: { a: 2 } }, duplicates: [{ path: ['b', 'a'], offset: 18 }] });
  });

  it('keeps __proto__ as a key of its own, so that it can be refused', () => {
    expect(Object.keys(valueOf('{"__proto__":{"x":1}}') as object)).toEqual(['__proto__']);
  });

  it('stops at 200 levels', () => {
    expect(valueOf('['.repeat(10_000))).toMatchObject({ code: 'TOO_LARGE', offset: 200 });
    expect(valueOf(`${'['.repeat(200)}${']'.repeat(200)}`)).toBeInstanceOf(Array);
  });
});
