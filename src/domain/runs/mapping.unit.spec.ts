import { describe, expect, it } from 'vitest';
import { ended, failed, mappedOver, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { WINDOW } from './active.js';
import { obligations } from './obligations.js';

const over = (...inputs: string[]) => ({ upstream: inputs, mapped: { by: 'm', inputs } });
const skipped = (name: string) => ended(name, { kind: 'SKIPPED', reason: 'said so' });
const asked = (run: Scenario) => obligations(run.index, run.state, run.now).evaluate;

describe('a mapped task', () => {
  it('asks for its items when what it is mapped over has succeeded, and starts an instance for each', () => {
    const run = new Scenario(planOf({ list: [], m: over('list'), join: ['m'] }));
    run.when();
    expect(asked(run)).toEqual([]);
    expect(run.when(succeeded('list'))).toEqual(['TaskSucceeded list']);
    expect(asked(run)).toEqual([{ kind: 'map', by: 'm' }]);
    expect(run.when(mappedOver('m', 2))).toEqual(['TaskMapped m', 'TaskQueued m[0]', 'TaskQueued m[1]']);
    expect(asked(run)).toEqual([]);
    expect(run.when(succeeded('m[1]'))).toEqual(['TaskSucceeded m[1]']);
    expect(run.when(succeeded('m[0]'))).toEqual(['TaskSucceeded m[0]', 'TaskQueued join']);
  });

  it('is expanded as soon as its items are known, and still waits for the rest of its upstream', () => {
    const run = new Scenario(planOf({ slow: [], m: { upstream: ['slow'], mapped: { by: 'm', inputs: [] } } }));
    expect(run.when()).toEqual(['RunStarted', 'TaskQueued slow']);
    expect(run.when(mappedOver('m', 1))).toEqual(['TaskMapped m']);
    expect(run.when(succeeded('slow'))).toEqual(['TaskSucceeded slow', 'TaskQueued m[0]']);
  });

  it('is skipped as one instance over no items, and what is below with it', () => {
    const run = new Scenario(planOf({ m: over(), join: ['m'] }));
    run.when();
    expect(run.when(mappedOver('m', 0))).toEqual(['TaskSkipped m', 'TaskSkipped join', 'RunSucceeded']);
  });

  it('fails with what cannot be evaluated', () => {
    const run = new Scenario(planOf({ m: over(), join: ['m'] }));
    run.when();
    const error = { type: 'MapTooLong', message: 'too long', retryable: false };
    const events = run.when({ kind: 'evaluated', answer: { asked: { kind: 'map', by: 'm' }, error } });
    expect(events).toEqual(['TaskFailed m', 'TaskUpstreamFailed join', 'RunFailed']);
  });

  it.each([
    ['failed', failed, 'TaskUpstreamFailed m'],
    ['skipped', skipped, 'TaskSkipped m'],
  ])('does not run over a task that %s, whatever its rule', (_what, end, event) => {
    const run = new Scenario(planOf({ list: [], m: { ...over('list'), rule: 'all_done' } }));
    run.when();
    expect(run.when(end('list'))).toContain(event);
  });

  describe('over a mapped task', () => {
    const twice = (rule: 'all_success' | 'all_done' | 'none_failed' | 'one_failed') =>
      new Scenario(planOf({ a: over(), b: { ...over('a'), mapped: { by: 'b', inputs: ['a'] }, rule } }));
    const expanded = (rule: Parameters<typeof twice>[0]): Scenario => {
      const run = twice(rule);
      run.when();
      run.when({ kind: 'evaluated', answer: { asked: { kind: 'map', by: 'm' }, length: 2 } });
      return run;
    };

    it('leaves its instances to the rule: the default one wants them all', () => {
      const run = expanded('all_success');
      expect(run.when(failed('a[0]'))).toEqual(['TaskFailed a[0]', 'TaskUpstreamFailed b']);
      expect(expanded('all_success').when(skipped('a[1]'))).toEqual(['TaskSkipped a[1]', 'TaskSkipped b']);
    });

    it.each([
      ['all_done', failed],
      ['one_failed', failed],
      ['none_failed', skipped],
    ] as const)('is expanded over what the rest has given, under %s', (rule, end) => {
      const run = expanded(rule);
      run.when(end('a[0]'));
      // items are counted when all instances that may give one have finished
      expect(asked(run)).toEqual([]);
      run.when(succeeded('a[1]'));
      expect(asked(run)).toEqual([{ kind: 'map', by: 'b' }]);
      expect(run.when(mappedOver('b', 1))).toEqual(['TaskMapped b', 'TaskQueued b[0]']);
    });

    it('is skipped with it where that is skipped as a whole', () => {
      const run = twice('all_done');
      run.when();
      expect(run.when(mappedOver('m', 0))).toEqual(['TaskSkipped a', 'TaskSkipped b', 'RunSucceeded']);
    });
  });

  it('counts each of its instances below: one failed instance is enough', () => {
    const sketch = { m: over(), all: ['m'], one: { upstream: ['m'], rule: 'one_failed' as const } };
    const run = new Scenario(planOf(sketch));
    run.when();
    run.when(mappedOver('m', 3));
    expect(run.when(failed('m[1]'))).toEqual(['TaskFailed m[1]', 'TaskUpstreamFailed all', 'TaskQueued one']);
  });

  it('retries each instance by itself', () => {
    const run = new Scenario(planOf({ m: { ...over(), retries: 1 } }));
    run.when();
    run.when(mappedOver('m', 2));
    expect(run.when(failed('m[0]'), succeeded('m[1]'))).toEqual(['TaskUpForRetry m[0]', 'TaskSucceeded m[1]']);
    expect(run.after(300_000).when()).toEqual(['TaskQueued m[0]']);
    expect(run.when(succeeded('m[0]', 2))).toEqual(['TaskSucceeded m[0]', 'RunSucceeded']);
  });

  it('starts no more instances at a time than maxActivePerRun, and the next when one ends', () => {
    const run = new Scenario(planOf({ m: { ...over(), maxActivePerRun: 2 } }));
    run.when();
    expect(run.when(mappedOver('m', 4))).toEqual(['TaskMapped m', 'TaskQueued m[0]', 'TaskQueued m[1]']);
    expect(run.when(succeeded('m[1]'))).toEqual(['TaskSucceeded m[1]', 'TaskQueued m[2]']);
    expect(run.when(succeeded('m[0]'), succeeded('m[2]')).at(-1)).toBe('TaskQueued m[3]');
    expect(run.when(succeeded('m[3]')).at(-1)).toBe('RunSucceeded');
  });

  it('opens the tickets of a large map in a window', () => {
    const run = new Scenario(planOf({ m: over() }));
    run.when();
    expect(run.when(mappedOver('m', 100_000))).toHaveLength(1 + WINDOW);
    expect(run.when(succeeded('m[7]'), succeeded('m[9]'))).toEqual([
      'TaskSucceeded m[7]',
      'TaskSucceeded m[9]',
      `TaskQueued m[${WINDOW}]`,
      `TaskQueued m[${WINDOW + 1}]`,
    ]);
  });
});

describe('a mapped group', () => {
  const inGroup = (upstream: string[]) => ({ upstream, mapped: { by: 'g', inputs: [] } });

  it('goes depth first: instance i looks at instance i within the group, and at all of it from below', () => {
    const run = new Scenario(
      planOf({ a: inGroup([]), b: inGroup(['a']), after: { upstream: ['b'], rule: 'all_done' } }),
    );
    run.when();
    expect(asked(run)).toEqual([{ kind: 'map', by: 'g' }]);
    run.when(mappedOver('g', 2));
    expect(run.when(succeeded('a[1]'))).toEqual(['TaskSucceeded a[1]', 'TaskQueued b[1]']);
    expect(run.when(failed('a[0]'))).toEqual(['TaskFailed a[0]', 'TaskUpstreamFailed b[0]']);
    expect(run.when(succeeded('b[1]'))).toEqual(['TaskSucceeded b[1]', 'TaskQueued after']);
  });

  it('branches for each map index by itself', () => {
    const run = new Scenario(planOf({ choose: inGroup([]), x: inGroup(['choose']), y: inGroup(['choose']) }));
    run.when();
    run.when(mappedOver('g', 2));
    const follow = { kind: 'branch' as const, chosen: ['x'] };
    const events = run.when(ended('choose[1]', { kind: 'SUCCESS', follow }));
    expect(events).toEqual(['TaskSucceeded choose[1]', 'TaskSkipped y[1]', 'TaskQueued x[1]']);
  });

  it('is skipped whole over no items', () => {
    const run = new Scenario(planOf({ a: inGroup([]), b: inGroup(['a']) }));
    run.when();
    expect(run.when(mappedOver('g', 0))).toEqual(['TaskSkipped a', 'TaskSkipped b', 'RunSucceeded']);
  });
});

describe('a state with mapped tasks', () => {
  it('folds from its events', () => {
    const run = new Scenario(planOf({ m: over(), join: ['m'] }));
    run.when();
    run.when(mappedOver('m', 3));
    run.when(failed('m[2]'));
    expect(run.refold()).toEqual(run.state);
    expect(JSON.parse(JSON.stringify(run.state))).toEqual(run.state);
  });
});
