import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDag, type NormalizedDag } from '../dag/index.js';
import { effectivePriorities } from './effective-priorities.js';
import { indexPlan } from './plan-index.js';
import { planOf } from './plan-of.js';
import { initialState } from './run-state.js';
import { turn } from './turn.js';

const identity = { dagId: 'd', versionNumber: 1, logicalDate: null, allTasks: false };
const dagOf = (tasks: object) => compileDag({ id: 'd', tasks } as unknown as NormalizedDag);
const bash = { type: 'bash', with: { command: 'true' } };
const chain = (first: object, more: object = {}): object => ({
  a: { ...bash, ...more, ...first },
  b: { ...bash, ...more, upstream: ['a'] },
  c: { ...bash, ...more, upstream: ['b'] },
});

describe('the priority that a task instance shows', () => {
  it.each([
    ['adds the weights below it', chain({ priorityWeight: 5 }), [7, 2, 1]],
    ['adds those above it with upstream', chain({ priorityWeight: 5 }, { weightRule: 'upstream' }), [5, 6, 7]],
    ['is its own with absolute', chain({ priorityWeight: 5 }, { weightRule: 'absolute' }), [5, 1, 1]],
    ['is 1 where nothing in the DAG says otherwise', chain({}), [1, 1, 1]],
    ['adds the weights of a task that asks for a pool', chain({ pool: 'p' }), [3, 1, 1]],
  ])('%s', (_, tasks, expected) => expect(effectivePriorities(dagOf(tasks), identity)).toEqual(expected));

  it('is what its ticket waits with', () => {
    const task = fc.record({
      priorityWeight: fc.integer({ min: 1, max: 4 }),
      weightRule: fc.constantFrom('downstream', 'upstream', 'absolute'),
      pool: fc.constantFrom('default', 'p'),
      upstream: fc.uniqueArray(fc.nat(6), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(task, { minLength: 1, maxLength: 7 }), (list) => {
        const tasks = list.map(({ upstream, ...more }, i) => [
          `t${i}`,
          // every trigger is met at once, so that the first turn opens all tickets
          { ...bash, ...more, triggerRule: 'always', upstream: upstream.filter((up) => up < i).map((up) => `t${up}`) },
        ]);
        const dag = dagOf(Object.fromEntries(tasks) as object);
        const index = indexPlan(planOf(dag, identity));
        const queued = turn(index, initialState(index), [], 0).events.flatMap((event) =>
          event.type === 'TaskQueued' ? [[event.taskId, event.payload.priority ?? 1] as const] : [],
        );
        const shown = effectivePriorities(dag, identity);
        expect(queued).toHaveLength(list.length);
        expect(Object.fromEntries(queued)).toEqual(Object.fromEntries(dag.tasks.map(({ id }, i) => [id, shown[i]])));
      }),
    );
  });
});
