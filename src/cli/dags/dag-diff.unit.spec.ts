import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/json.js';
import { diffLines } from './diff-lines.js';
import { sequenceDiff } from './sequence-diff.js';
import { specDiff } from './spec-diff.js';

const yaml = (value: Json): string => JSON.stringify(value);
const draw = (before: Json, after: Json): string[] =>
  diffLines(specDiff(before, after), yaml).map(({ sign, text }) => `${sign} ${text}`);

describe('sequenceDiff', () => {
  it('leads from the one to the other', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const steps = sequenceDiff(before, after);
        expect(steps.filter(({ kind }) => kind !== 'add').map(({ item }) => item)).toEqual(before);
        expect(steps.filter(({ kind }) => kind !== 'remove').map(({ item }) => item)).toEqual(after);
      }),
    );
  });

  it('keeps the longest common part', () => {
    const kept = sequenceDiff([...'XMJYAUZ'], [...'MZJAWXU']).filter(({ kind }) => kind === 'keep');
    expect(kept.map(({ item }) => item).join('')).toBe('MJAU');
  });

  it('stays quick where everything is different', () => {
    const long = (mark: string): string[] => Array.from({ length: 5_000 }, (_, i) => `${mark}${i}`);
    expect(sequenceDiff(long('a'), long('b'))).toHaveLength(10_000);
  });
});

describe('specDiff', () => {
  it('finds nothing between equal specs', () => expect(specDiff({ a: [1] }, { a: [1] })).toEqual([]));

  it('names what was added, removed and changed by its path', () => {
    const before = { tasks: { fetch: { retries: 3 }, tell: { type: 'empty' } } };
    const after = { tasks: { fetch: { retries: 5, pool: 'db' } } };
    expect(specDiff(before, after)).toEqual([
      { kind: 'changed', path: 'tasks.fetch.retries', before: 3, after: 5 },
      { kind: 'added', path: 'tasks.fetch.pool', after: 'db' },
      { kind: 'removed', path: 'tasks.tell', before: { type: 'empty' } },
    ]);
  });

  it('does not take the order of keys within a list for a change of its items', () => {
    const [change] = specDiff({ up: [{ task: 'a', label: 'x' }, 'b'] }, { up: [{ label: 'x', task: 'a' }, 'c'] });
    expect(change).toMatchObject({ kind: 'list', path: 'up' });
    expect(change?.kind === 'list' && change.items.map(({ kind }) => kind)).toEqual(['keep', 'remove', 'add']);
  });

  it('takes keys like those of prototypes for ordinary ones', () => {
    const after = JSON.parse('{"__proto__": 1, "constructor": 2}') as Json;
    expect(specDiff({}, after).map(({ path }) => path)).toEqual(['__proto__', 'constructor']);
  });
});

describe('diffLines', () => {
  it('shows values on one line, and texts line by line with what stands around', () => {
    const sql = (where: string): string => ['select', 'a,', 'b,', 'c', 'from t', where].join('\n');
    expect(draw({ retries: 1, with: { sql: sql('where x') } }, { retries: 2, with: { sql: sql('where y') } })).toEqual([
      '~ retries: 1 → 2',
      '~ with.sql:',
      '      …',
      '      c',
      '      from t',
      '-     where x',
      '+     where y',
    ]);
  });

  it('shows a whole task as a block', () => {
    expect(draw({}, { tell: { type: 'empty' } })).toEqual(['+ tell:', '+     {"type":"empty"}']);
  });
});
