import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.js';
import { resolveParams } from './params.js';

const DECLARED: Record<string, JsonObject> = {
  city: { type: 'string', default: 'Paris', minLength: 1 },
  days: { type: 'integer', minimum: 1, maximum: 14, default: 7 },
  day: { type: 'string', format: 'date' },
};

describe('resolveParams', () => {
  it('lays conf over the defaults and keeps what is not declared', () => {
    expect(resolveParams(DECLARED, { day: '2026-01-01', days: 3, extra: { a: [1] } })).toEqual({
      ok: true,
      params: { city: 'Paris', days: 3, day: '2026-01-01', extra: { a: [1] } },
    });
  });

  it('tells every parameter that is missing or does not fit', () => {
    const read = resolveParams(DECLARED, { city: '', days: 3.5 });
    expect(read).toEqual({
      ok: false,
      issues: [
        {
          code: 'BAD_VALUE',
          path: 'conf.city',
          message: '"city" must NOT have fewer than 1 characters',
          line: null,
          column: null,
        },
        { code: 'BAD_VALUE', path: 'conf.days', message: '"days" must be integer', line: null, column: null },
        {
          code: 'MISSING_KEY',
          path: 'conf',
          message: 'the parameter "day" has no default: give it in conf',
          line: null,
          column: null,
        },
      ],
    });
  });

  it('takes null as a value, not as missing', () => {
    expect(resolveParams({ x: { type: ['string', 'null'] } }, { x: null })).toEqual({ ok: true, params: { x: null } });
  });

  it('names the allowed values and the place inside a value', () => {
    const read = resolveParams({ x: { type: 'object', properties: { y: { enum: ['a', 'b'] } } } }, { x: { y: 'c' } });
    expect(read).toMatchObject({
      issues: [{ message: '"x" /y must be equal to one of the allowed values: ["a","b"]' }],
    });
  });

  it('checks the same schema again and again, $id included', () => {
    const declared = { x: { $id: 'https://example.org/x', type: 'integer' } };
    for (let i = 0; i < 3; i += 1) expect(resolveParams(structuredClone(declared), { x: 1 }).ok).toBe(true);
  });
});
