import { describe, expect, it } from 'vitest';
import { mapItems } from './map-items.js';

describe('the items of a map', () => {
  it('are the elements of one list', () => {
    expect(mapItems({ file: ['a', 'b'] }, 10)).toEqual({ ok: true, items: [{ file: 'a' }, { file: 'b' }] });
  });

  it('are the cross product of several, the last key varying fastest', () => {
    const items = [
      { x: 1, y: 'a' },
      { x: 1, y: 'b' },
      { x: 2, y: 'a' },
      { x: 2, y: 'b' },
    ];
    expect(mapItems({ x: [1, 2], y: ['a', 'b'] }, 10)).toEqual({ ok: true, items });
  });

  it('are the entries of an object', () => {
    expect(mapItems({ pair: { a: 1, b: null } }, 10)).toEqual({
      ok: true,
      items: [{ pair: ['a', 1] }, { pair: ['b', null] }],
    });
  });

  it('hold the keys of the objects of `each`', () => {
    const row = { id: 7, name: 'x' };
    expect(mapItems({ each: [row] }, 10)).toEqual({ ok: true, items: [{ id: 7, name: 'x', each: row }] });
  });

  it('are none where one list is empty', () => {
    expect(mapItems({ x: [1, 2], y: [] }, 10)).toEqual({ ok: true, items: [] });
  });

  it.each([
    [{ x: 'text' }, 'NotMappable'],
    [{ x: null }, 'NotMappable'],
    [{ x: [1, 2, 3], y: [1, 2, 3, 4] }, 'MapTooLong'],
  ])('%j is refused as %s', (map, type) => {
    expect(mapItems(map, 10)).toMatchObject({ ok: false, error: { type, retryable: false } });
  });
});
