import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalized } from '../dag.fixture.js';
import type { NormalizedDag } from '../normalized.js';
import { compileDag } from './compile-dag.js';
import type { CompiledDag } from './compiled.js';
import { effectiveLeaves } from './effective-leaves.js';

const compiled = (yaml: string): CompiledDag => compileDag(normalized(yaml));
const upstreams = (dag: CompiledDag): Record<string, string> =>
  Object.fromEntries(dag.tasks.map(({ id, upstream }) => [id, upstream.join(' ')]));
const taskOf = (dag: CompiledDag, id: string) => dag.tasks.find((task) => task.id === id);

describe('a task without keys', () => {
  it('has every default', () => {
    expect(compiled('id: d\ntasks: { a: { type: empty } }').tasks).toEqual([
      {
        id: 'a',
        type: 'empty',
        group: null,
        with: {},
        upstream: [],
        triggerRule: 'all_success',
        owner: null,
        retries: 0,
        retryDelayMs: 300_000,
        retryBackoff: 1,
        maxRetryDelayMs: 86_400_000,
        retryOn: [],
        noRetryOn: [],
        executionTimeoutMs: null,
        pool: 'default',
        poolSlots: 1,
        priorityWeight: 1,
        weightRule: 'downstream',
        queue: 'default',
        dependsOnPast: false,
        waitForDownstream: false,
        maxActivePerDag: null,
        maxActivePerRun: null,
        startDate: null,
        endDate: null,
        pokeIntervalMs: 60_000,
        pokeBackoff: 1,
        timeoutMs: 604_800_000,
        softFail: false,
        xcom: { push: true, maxBytes: null },
        inlets: [],
        outlets: [],
        slaMs: null,
        notify: {},
        setup: false,
        teardown: null,
        mapped: false,
        expansion: null,
        mappedResults: [],
        mapIndexTemplate: null,
        cache: null,
        target: null,
        doc: null,
        displayName: null,
      },
    ]);
  });
});

describe('the DAG', () => {
  it('has its own keys and defaults', () => {
    expect(compiled('id: d\ntasks: { a: { type: empty } }')).toMatchObject({
      id: 'd',
      runState: 'leaves',
      dagrunTimeoutMs: null,
      maxActiveRuns: 16,
      maxActiveTasks: null,
      failFast: false,
      owners: [],
      groups: [],
    });
    const dag = compiled(
      'id: d\ndagrunTimeout: 2h\nrunState: anyFailure\nmaxActiveRuns: 3\ntasks: { a: { type: empty, owner: z }, b: { type: empty, owner: a } }',
    );
    expect(dag).toMatchObject({
      dagrunTimeoutMs: 7_200_000,
      runState: 'anyFailure',
      maxActiveRuns: 3,
      owners: ['a', 'z'],
    });
  });
});

describe('inheritance', () => {
  it('goes from the DAG through the groups to the task; the innermost wins', () => {
    const dag = compiled(`
id: d
defaultArgs: { retries: 1, retryDelay: 1m, owner: dag, queue: slow }
tasks: { top: { type: empty } }
groups:
  g:
    defaultArgs: { retries: 2, owner: outer }
    tasks: { x: { type: empty } }
    groups:
      h:
        defaultArgs: { retries: 3 }
        tasks: { y: { type: empty }, z: { type: empty, retries: 0, owner: null } }
`);
    const of = (id: string) => {
      const task = taskOf(dag, id);
      return [task?.retries, task?.owner, task?.retryDelayMs, task?.queue, task?.group];
    };
    expect(of('top')).toEqual([1, 'dag', 60_000, 'slow', null]);
    expect(of('g.x')).toEqual([2, 'outer', 60_000, 'slow', 'g']);
    expect(of('g.h.y')).toEqual([3, 'outer', 60_000, 'slow', 'g.h']);
    expect(of('g.h.z')).toEqual([0, null, 60_000, 'slow', 'g.h']);
  });
});

describe('groups', () => {
  it('a name is looked for in the group first, then around it; a full id works everywhere', () => {
    const dag = compiled(`
id: d
tasks: { orders: { type: empty }, start: { type: empty } }
groups:
  extract:
    tasks:
      orders: { type: empty, upstream: [start] }
      join: { type: empty, upstream: [orders] }
    groups:
      deep:
        tasks: { last: { type: empty, upstream: [join, extract.orders] } }
`);
    expect(upstreams(dag)).toEqual({
      orders: '',
      start: '',
      'extract.orders': 'start',
      'extract.join': 'extract.orders',
      'extract.deep.last': 'extract.orders extract.join',
    });
    expect(dag.groups).toEqual([
      { id: 'extract', parent: null, tooltip: null, notify: {} },
      { id: 'extract.deep', parent: 'extract', tooltip: null, notify: {} },
    ]);
  });

  it('as an upstream means its leaves; its own upstream goes to its roots', () => {
    const dag = compiled(`
id: d
tasks:
  before: { type: empty }
  after: { type: empty, upstream: [{ task: g, label: done }] }
groups:
  g:
    tooltip: the work
    upstream: before
    tasks:
      a: { type: empty }
      b: { type: empty, upstream: a }
      c: { type: empty, upstream: a }
      lone: { type: empty }
`);
    expect(upstreams(dag)).toEqual({
      before: '',
      'g.a': 'before',
      'g.b': 'g.a',
      'g.c': 'g.a',
      'g.lone': 'before',
      after: 'g.lone g.b g.c',
    });
    expect(dag.edges.filter(({ label }) => label !== null)).toEqual(
      ['g.lone', 'g.b', 'g.c'].map((from) => ({ from, to: 'after', label: 'done', when: null })),
    );
    expect(dag.groups).toEqual([{ id: 'g', parent: null, tooltip: 'the work', notify: {} }]);
  });

  it('leaves and roots are counted through nested groups', () => {
    const dag = compiled(`
id: d
tasks: { first: { type: empty }, end: { type: empty, upstream: outer } }
groups:
  outer:
    upstream: first
    tasks: { tail: { type: empty, upstream: two } }
    groups:
      one: { tasks: { a: { type: empty }, b: { type: empty } } }
      two: { upstream: one, tasks: { c: { type: empty }, d: { type: empty, upstream: c } } }
      apart: { tasks: { e: { type: empty } } }
`);
    expect(upstreams(dag)).toEqual({
      first: '',
      'outer.one.a': 'first',
      'outer.one.b': 'first',
      'outer.apart.e': 'first',
      'outer.two.c': 'outer.one.a outer.one.b',
      'outer.two.d': 'outer.two.c',
      'outer.tail': 'outer.two.d',
      end: 'outer.apart.e outer.tail',
    });
  });

  it('a teardown is no leaf of its group and hides none', () => {
    const dag = compiled(`
id: d
tasks: { after: { type: empty, upstream: g } }
groups:
  g:
    tasks:
      s: { type: empty, setup: true }
      w: { type: empty, upstream: s }
      t: { type: empty, upstream: w, teardown: { setups: s } }
`);
    expect(upstreams(dag)).toEqual({ 'g.s': '', 'g.w': 'g.s', 'g.t': 'g.s g.w', after: 'g.w' });
    expect(taskOf(dag, 'g.t')).toMatchObject({
      triggerRule: 'all_done_setup_success',
      teardown: { setups: ['g.s'], onFailureFailRun: false },
    });
    expect(taskOf(dag, 'g.s')).toMatchObject({ setup: true, teardown: null });
  });

  it('a mapped group maps its tasks', () => {
    const dag = compiled(
      'id: d\ngroups: { g: { map: { x: [1, 2] }, tasks: { a: { type: empty } } } }\ntasks: { b: { type: empty } }',
    );
    expect(dag.tasks.map(({ id, mapped }) => [id, mapped])).toEqual([
      ['b', false],
      ['g.a', true],
    ]);
  });
});

describe('order', () => {
  it('is by depth, then by id', () => {
    const dag = compiled(
      'id: d\ntasks: { z: { type: empty }, c: { type: empty, upstream: z }, b: { type: empty }, a: { type: empty, upstream: [c, b] } }',
    );
    expect(dag.tasks.map(({ id }) => id)).toEqual(['b', 'z', 'c', 'a']);
  });

  it('every task comes after its upstream, whatever the graph', () => {
    const graphs = fc.array(fc.array(fc.nat(50), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graphs, (graph) => {
        const tasks = Object.fromEntries(
          graph.map((ups, i) => [`t${i}`, { type: 'empty', upstream: i === 0 ? [] : ups.map((n) => `t${n % i}`) }]),
        );
        const dag = compileDag(normalized({ id: 'd', tasks }));
        const seen = new Set<string>();
        for (const { id, upstream } of dag.tasks) {
          expect(upstream.every((up) => seen.has(up))).toBe(true);
          seen.add(id);
        }
        expect(seen.size).toBe(graph.length);
      }),
    );
  });

  it('a chain of 10 000 tasks compiles without deep recursion', () => {
    const tasks = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`t${i}`, { type: 'empty', ...(i > 0 && { upstream: [`t${i - 1}`] }) }]),
    );
    expect(compileDag({ id: 'd', tasks }).tasks.at(-1)?.id).toBe('t9999');
  });
});

describe('what was not validated', () => {
  it.each<[string, NormalizedDag]>([
    ['which does not exist', { id: 'd', tasks: { a: { type: 'empty', upstream: ['b'] } } }],
    ['it has a cycle', { id: 'd', tasks: { a: { type: 'empty', upstream: ['a'] } } }],
    ['is not normalised', { id: 'd', tasks: { a: { type: 'empty', retryDelay: 'soon' } } }],
  ])('is a bug: %s', (message, dag) => {
    expect(() => compileDag(dag)).toThrow(message);
  });
});

describe('effective leaves', () => {
  const leavesOf = (tasks: string): string[] => effectiveLeaves(compiled(`id: d\ntasks:\n${tasks}`));

  it('are the tasks without downstream', () => {
    expect(leavesOf('  a: { type: empty }\n  b: { type: empty, upstream: a }\n  c: { type: empty }\n')).toEqual([
      'c',
      'b',
    ]);
  });

  it('look through a teardown that cannot fail the run', () => {
    const tasks =
      '  s: { type: empty, setup: true }\n  w: { type: empty, upstream: s }\n  t: { type: empty, upstream: w, teardown: { setups: s } }\n';
    expect(leavesOf(tasks)).toEqual(['w']);
  });

  it('count a teardown that can', () => {
    const tasks =
      '  s: { type: empty, setup: true }\n  w: { type: empty, upstream: s }\n  t: { type: empty, upstream: w, teardown: { setups: s, onFailureFailRun: true } }\n';
    expect(leavesOf(tasks)).toEqual(['t']);
  });

  it('are the natural ones when there is nothing but such teardowns', () => {
    expect(leavesOf('  t: { type: empty, teardown: true }\n')).toEqual(['t']);
  });
});
