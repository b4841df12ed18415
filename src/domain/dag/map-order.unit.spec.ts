import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json.js';
import { compileDag } from './compile/compile-dag.js';
import { normalizeDag } from './normalize/normalize-dag.js';
import type { NormalizedDag } from './normalized.js';
import type { ParsedDag } from './schema/dag-schema.js';

const task = { type: 'empty' };
const normalized = (map: object, more: object = {}): NormalizedDag =>
  normalizeDag({ id: 'd', tasks: { a: { ...task, map, ...more } } } as unknown as ParsedDag);
/** As PostgreSQL gives it back: the order of keys is lost. */
const stored = (dag: NormalizedDag): NormalizedDag => JSON.parse(canonicalJson(dag)) as NormalizedDag;
const keysOf = (dag: NormalizedDag): string[] =>
  compileDag(dag).tasks.flatMap(({ expansion }) => Object.keys(expansion?.map ?? {}));

describe('the order of the keys of a map', () => {
  it('is that of the text, also after the version was stored', () => {
    expect(keysOf(stored(normalized({ size: [1], color: [2], at: [3] })))).toEqual(['size', 'color', 'at']);
  });

  it('is that of the text in a mapped group', () => {
    const parsed = { id: 'd', groups: { g: { map: { z: [1], a: [2] }, tasks: { t: task } } } };
    expect(keysOf(stored(normalizeDag(parsed as unknown as ParsedDag)))).toEqual(['z', 'a']);
  });

  it('makes another version, and the same when what was stored is registered again', () => {
    const first = normalized({ b: [1], a: [2] });
    expect(normalized({ a: [2], b: [1] })).not.toEqual(first);
    const again = stored(first).tasks?.['a'];
    expect(normalized(again?.map ?? {}, { mapOrder: again?.mapOrder })).toEqual(first);
  });

  it('is not told where there is one key', () => {
    expect(normalized({ b: [1] }, { mapOrder: ['b'] }).tasks?.['a']).toEqual({ ...task, map: { b: [1] } });
  });
});
