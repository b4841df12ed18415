import { describe, expect, it } from 'vitest';
import { control, ended, failed, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';

const teardown = (upstream: string[], setups: string[], onFailureFailRun = false) => ({
  upstream,
  rule: 'all_done_setup_success' as const,
  teardown: { setups, onFailureFailRun },
});
const cluster = () =>
  new Scenario(
    planOf({ make: { setup: true }, work: ['make'], more: ['work'], drop: teardown(['more', 'make'], ['make']) }),
  );

describe('a teardown', () => {
  it('runs after failed work, and the run fails by its work', () => {
    const run = cluster();
    run.when();
    run.when(succeeded('make'));
    expect(run.when(failed('work'))).toEqual(['TaskFailed work', 'TaskUpstreamFailed more', 'TaskQueued drop']);
    expect(run.when(succeeded('drop'))).toEqual(['TaskSucceeded drop', 'RunFailed']);
  });

  it('does not decide the run, unless it says so', () => {
    for (const [failsRun, end] of [
      [false, 'RunSucceeded'],
      [true, 'RunFailed'],
    ] as const) {
      const run = new Scenario(
        planOf({ make: { setup: true }, work: ['make'], drop: teardown(['work', 'make'], ['make'], failsRun) }),
      );
      run.when();
      run.when(succeeded('make'));
      run.when(succeeded('work'));
      expect(run.when(failed('drop')).at(-1)).toBe(end);
    }
  });

  it('is passed over where its setup did not succeed', () => {
    const bad = cluster();
    bad.when();
    expect(bad.when(failed('make')).slice(1)).toEqual([
      'TaskUpstreamFailed work',
      'TaskUpstreamFailed more',
      'TaskUpstreamFailed drop',
      'RunFailed',
    ]);
    const none = cluster();
    none.when();
    const events = none.when(ended('make', { kind: 'SKIPPED', reason: 'not today' }));
    expect(events).toEqual([
      'TaskSkipped make',
      'TaskSkipped work',
      'TaskSkipped more',
      'TaskSkipped drop',
      'RunSucceeded',
    ]);
  });

  it.each([
    ['a person ends the run', control(1, { kind: 'setRunState', state: 'failed' })],
    ['the run is cancelled in Temporal', { kind: 'cancelRequested' as const }],
  ])('still runs when %s, and the run fails after it', (_what, input) => {
    const run = cluster();
    run.when();
    run.when(succeeded('make'));
    const events = run.when(input);
    expect(events.filter((event) => event !== 'ControlApplied')).toEqual([
      'TaskFailed work',
      'TaskSkipped more',
      'RunStopping',
      'TaskQueued drop',
    ]);
    expect(run.when(succeeded('drop'))).toEqual(['TaskSucceeded drop', 'RunFailed']);
  });

  it('still runs after dagrunTimeout', () => {
    const run = new Scenario(
      planOf(
        { make: { setup: true }, work: ['make'], drop: teardown(['work', 'make'], ['make']) },
        { dagrunTimeoutMs: 1_000 },
      ),
    );
    run.when();
    run.when(succeeded('make'));
    expect(run.after(1_000).when()).toEqual(['TaskSkipped work', 'RunStopping', 'TaskQueued drop']);
    expect(run.after(9_000).when()).toEqual([]);
    expect(run.when(succeeded('drop'))).toEqual(['TaskSucceeded drop', 'RunFailed']);
  });

  it('that never had anything to clean ends with a run that is ended before it began to run', () => {
    const run = cluster();
    expect(run.when(control(1, { kind: 'setRunState', state: 'failed' })).at(-1)).toBe('RunFailed');
  });
});

describe('a setup above, but not directly', () => {
  const sketch = (rule: 'all_done' | 'all_success') => ({
    make: { setup: true },
    first: ['make'],
    other: [],
    last: { upstream: ['first', 'other'], rule },
    drop: teardown(['last', 'make'], ['make']),
  });

  it('fails what is in its scope at once, whatever the rule', () => {
    const run = new Scenario(planOf(sketch('all_done')));
    run.when();
    expect(run.when(failed('make'))).toContain('TaskUpstreamFailed last');
  });

  it('covers everything below where it has no teardown', () => {
    const run = new Scenario(
      planOf({ make: { setup: true }, first: ['make'], last: { upstream: ['first'], rule: 'all_done' } }),
    );
    run.when();
    expect(run.when(failed('make'))).toContain('TaskUpstreamFailed last');
  });

  it('does not cover what stands below its teardown', () => {
    const run = new Scenario(planOf({ ...sketch('all_success'), after: { upstream: ['drop'], rule: 'all_done' } }));
    run.when();
    expect(run.when(failed('make'), succeeded('other'))).toContain('TaskQueued after');
  });
});

describe('failFast', () => {
  it('stops what runs, skips the rest, and fails the run whatever its leaves say', () => {
    const run = new Scenario(planOf({ a: [], b: [], c: ['b'] }, { failFast: true }));
    run.when();
    expect(run.when(failed('a'))).toEqual(['TaskFailed a', 'TaskFailed b', 'TaskSkipped c', 'RunFailed']);
  });
});

describe('maxActiveTasks', () => {
  it('starts the tasks with the greatest effective weight first, and the others as places become free', () => {
    const sketch = { low: [], high: { priorityWeight: 10 }, head: [], tail: ['head'] };
    const run = new Scenario(planOf(sketch, { maxActiveTasks: 1 }));
    expect(run.when()).toEqual(['RunStarted', 'TaskQueued high']);
    expect(run.when(succeeded('high')).at(-1)).toBe('TaskQueued head');
    expect(run.when(succeeded('head')).at(-1)).toBe('TaskQueued low');
    expect(run.when(succeeded('low')).at(-1)).toBe('TaskQueued tail');
  });
});

describe('dependsOnPast', () => {
  const answer = (holds: boolean) => ({
    kind: 'evaluated' as const,
    answer: { asked: { kind: 'past' as const, taskId: 'a', mapIndex: -1 }, holds },
  });

  it('waits for the answer, and goes on waiting where it is no; such a run is no deadlock', () => {
    const run = new Scenario(planOf({ a: { dependsOnPast: true } }));
    expect(run.when()).toEqual(['RunStarted']);
    expect(run.when(answer(false))).toEqual([]);
    expect(run.when(answer(true))).toEqual(['PastDependencyMet a', 'TaskQueued a']);
  });
});

describe('the condition of an edge', () => {
  const edge = (holds: boolean) => ({
    kind: 'evaluated' as const,
    answer: { asked: { kind: 'edge' as const, taskId: 'b', mapIndex: -1, upstream: 'a' }, holds },
  });

  it('is asked when the task above has succeeded; one that does not hold is a skipped upstream', () => {
    for (const [holds, event] of [
      [true, 'TaskQueued b'],
      [false, 'TaskSkipped b'],
    ] as const) {
      const run = new Scenario(planOf({ a: [], b: { upstream: ['a'], conditional: ['a'] } }));
      run.when();
      expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a']);
      expect(run.when(edge(holds)).slice(0, 2)).toEqual(['EdgeJudged b', event]);
    }
  });

  it('is not asked where that task failed', () => {
    const run = new Scenario(planOf({ a: [], b: { upstream: ['a'], conditional: ['a'] } }));
    run.when();
    expect(run.when(failed('a'))).toEqual(['TaskFailed a', 'TaskUpstreamFailed b', 'RunFailed']);
  });
});
