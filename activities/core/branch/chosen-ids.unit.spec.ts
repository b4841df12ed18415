import { describe, expect, it } from 'vitest';
import { chosenIds } from './chosen-ids.js';

/** A DAG with the tasks a, b, g.b and the group g, asked from inside g. */
const ids: Record<string, string> = { a: 'a', b: 'g.b', 'g.b': 'g.b', g: 'g' };
const inGroup = { member: (name: string) => ids[name] ?? null };

describe('chosenIds', () => {
  it('takes a name, a list, or nothing', () => {
    expect(chosenIds(inGroup, 'a')).toEqual(['a']);
    expect(chosenIds(inGroup, ['a', 'g', 'a'])).toEqual(['a', 'g']);
    expect(chosenIds(inGroup, null)).toEqual([]);
    expect(chosenIds(inGroup, undefined)).toEqual([]);
  });

  it('gives full ids, each once', () => {
    expect(chosenIds(inGroup, ['b', 'a', 'g.b'])).toEqual(['g.b', 'a']);
  });

  it('refuses a name that the DAG does not have', () => {
    expect(() => chosenIds(inGroup, ['a', 'c'])).toThrow('chosen was "c", and there is no task or group of that name');
  });

  it('refuses anything else', () => {
    for (const bad of [3, true, '', ['a', 1], { id: 'a' }, [['a', '']]]) {
      expect(() => chosenIds(inGroup, bad)).toThrow('give a task id');
    }
  });
});
