import { describe, expect, it } from 'vitest';
import { compileDag } from './compile-dag.js';
import { memberNamed } from './member-named.js';

const empty = { type: 'empty' };
const { tasks } = compileDag({
  id: 'd',
  tasks: { load: empty, top: empty },
  groups: {
    g: { tasks: { load: empty }, groups: { inner: { tasks: { load: empty, deep: empty } } } },
  },
});
const named = (group: string | null, name: string) =>
  memberNamed(new Map(tasks.map((task) => [task.id, task])), group, name);

describe('memberNamed', () => {
  it.each([
    [null, 'load', 'load'],
    ['g', 'load', 'g.load'],
    ['g.inner', 'load', 'g.inner.load'],
    ['g.inner', 'top', 'top'],
    ['g', 'g.load', 'g.load'],
    ['g', 'inner', 'g.inner'],
    [null, 'g', 'g'],
    [null, 'g.inner', 'g.inner'],
    ['g', 'deep', null],
    [null, 'inner', null],
    [null, 'gone', null],
  ])('in the group %s, %s is %s', (group, name, id) => {
    expect(named(group, name)).toBe(id);
  });
});
