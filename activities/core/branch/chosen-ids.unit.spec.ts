import { describe, expect, it } from 'vitest';
import { chosenIds } from './chosen-ids.js';

describe('chosenIds', () => {
  it('takes an id, a list, or nothing', () => {
    expect(chosenIds('a')).toEqual(['a']);
    expect(chosenIds(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(chosenIds(null)).toEqual([]);
    expect(chosenIds(undefined)).toEqual([]);
  });

  it('refuses anything else', () => {
    for (const bad of [3, true, '', ['a', 1], { id: 'a' }, [['a', '']]]) {
      expect(() => chosenIds(bad)).toThrow('give a task id');
    }
  });
});
