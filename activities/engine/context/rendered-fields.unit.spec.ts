import { describe, expect, it } from 'vitest';
import { renderedText } from './rendered-fields.js';

const parsed = (fields: Parameters<typeof renderedText>[0]): unknown => JSON.parse(renderedText(fields));

describe('renderedText', () => {
  it('keeps what is short as it is', () => expect(parsed({ a: [1, 'x', null] })).toEqual({ a: [1, 'x', null] }));
  it('leaves nothing that jsonb refuses', () => expect(parsed({ a: 'x\0y' })).toEqual({ a: 'x\uFFFDy' }));
  it('cuts long strings where the whole is too long', () => {
    expect(parsed({ sql: 'x'.repeat(100_000), day: 'd' })).toEqual({
      sql: `${'x'.repeat(1024)}… [cut, 100000 characters]`,
      day: 'd',
    });
  });
  it('gives up a thousand long fields', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, 'x'.repeat(1000)]));
    expect(renderedText(many).length).toBeLessThan(200);
  });
});
