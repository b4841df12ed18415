import { describe, expect, it } from 'vitest';
import { control, ended, failed, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { obligations } from './obligations.js';

describe('a run', () => {
  it('starts its roots, then what follows from each end, and ends with its leaves', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }));
    expect(run.when()).toEqual(['RunStarted', 'TaskQueued a']);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a', 'TaskQueued b', 'TaskQueued c']);
    expect(run.when(succeeded('c'))).toEqual(['TaskSucceeded c']);
    expect(run.when(succeeded('b'))).toEqual(['TaskSucceeded b', 'TaskQueued d']);
    expect(run.when(succeeded('d'))).toEqual(['TaskSucceeded d', 'RunSucceeded']);
  });

  it('completes empty tasks without an attempt, a hundred in one turn', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`t${i}`, { upstream: i === 0 ? [] : [`t${i - 1}`], empty: true }]),
    );
    const events = new Scenario(planOf(chain)).when();
    expect(events).toHaveLength(102);
    expect(events.at(-1)).toBe('RunSucceeded');
  });

  it('ends at once when it has no tasks', () => {
    expect(new Scenario(planOf({})).when()).toEqual(['RunStarted', 'RunSucceeded']);
  });

  it('fails what is below a failure, and the run by its leaves', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'], c: ['b'] }));
    run.when();
    expect(run.when(failed('a'))).toEqual([
      'TaskFailed a',
      'TaskUpstreamFailed b',
      'TaskUpstreamFailed c',
      'RunFailed',
    ]);
  });

  it('succeeds over a failed inner task where a leaf recovers, unless any failure counts', () => {
    const sketch = { a: [], b: { upstream: ['a'], rule: 'all_done' as const } };
    const byLeaves = new Scenario(planOf(sketch));
    byLeaves.when();
    byLeaves.when(failed('a'));
    expect(byLeaves.when(succeeded('b'))).toEqual(['TaskSucceeded b', 'RunSucceeded']);
    const byAny = new Scenario(planOf(sketch, { runState: 'anyFailure' }));
    byAny.when();
    byAny.when(failed('a'));
    expect(byAny.when(succeeded('b'))).toEqual(['TaskSucceeded b', 'RunFailed']);
  });

  it('fails with a failed root beside a successful leaf only if the root is a leaf', () => {
    const run = new Scenario(planOf({ a: [], b: [] }));
    run.when();
    run.when(failed('a'));
    expect(run.when(succeeded('b'))).toEqual(['TaskSucceeded b', 'RunFailed']);
  });
});

describe('retries', () => {
  const plan = planOf({ a: { retries: 1, retryDelayMs: 60_000 } });

  it('wait for their delay on a deadline that stands in an event, then take a new try', () => {
    const run = new Scenario(plan);
    run.when();
    expect(run.when(failed('a'))).toEqual(['TaskUpForRetry a']);
    expect(obligations(run.index, run.state, run.now)).toEqual({
      dispatch: [],
      evaluate: [],
      wakeAt: run.now + 60_000,
    });
    expect(run.after(59_999).when()).toEqual([]);
    expect(run.after(1).when()).toEqual(['TaskQueued a']);
    expect(run.when(failed('a', 2))).toEqual(['TaskFailed a', 'RunFailed']);
  });

  it('wake at once where the delay passed while the turn was recorded', () => {
    const run = new Scenario(plan);
    run.when();
    run.when(failed('a'));
    const due = run.now + 60_000;
    expect(obligations(run.index, run.state, due + 5).wakeAt).toBe(due);
  });

  it.each([
    ['an error that says so', {}, false, 'TaskFailed a'],
    ['noRetryOn', { noRetryOn: ['BashExit'] }, true, 'TaskFailed a'],
    ['an error that retryOn does not name', { retryOn: ['HttpStatus'] }, true, 'TaskFailed a'],
    ['an error that retryOn names', { retryOn: ['BashExit'] }, false, 'TaskUpForRetry a'],
  ])('obey %s', (_name, more, retryable, expected) => {
    const run = new Scenario(planOf({ a: { retries: 1, ...more } }));
    run.when();
    expect(run.when(failed('a', 1, retryable))[0]).toBe(expected);
  });

  it('ignore an outcome of a try that is over', () => {
    const run = new Scenario(planOf({ a: { retries: 1, retryDelayMs: 0 } }));
    run.when();
    expect(run.when(failed('a'))).toEqual(['TaskUpForRetry a', 'TaskQueued a']);
    expect(run.when(failed('a'), succeeded('a', 1))).toEqual([]);
  });
});

describe('branches', () => {
  const sketch = {
    br: [],
    a: ['br'],
    b: ['br'],
    a2: ['a'],
    join: { upstream: ['a2', 'b'], rule: 'none_failed_min_one_success' as const },
  };
  const choose = (...chosen: string[]): ReturnType<typeof ended> =>
    ended('br', { kind: 'SUCCESS', follow: { kind: 'branch', chosen } });

  it('skip the direct downstream that was not chosen, and leave a join that a chosen branch reaches', () => {
    const run = new Scenario(planOf(sketch));
    run.when();
    expect(run.when(choose('a'))).toEqual(['TaskSucceeded br', 'TaskSkipped b', 'TaskQueued a']);
    run.when(succeeded('a'));
    expect(run.when(succeeded('a2'))).toEqual(['TaskSucceeded a2', 'TaskQueued join']);
  });

  it('skip everything direct when nothing is chosen', () => {
    const run = new Scenario(planOf(sketch));
    run.when();
    run.when(choose());
    expect(run.states()).toEqual({ br: 'success', a: 'skipped', b: 'skipped', a2: 'skipped', join: 'skipped' });
  });

  it('choose a group by its id, which means its roots', () => {
    const run = new Scenario(
      planOf({
        br: [],
        'g.x': { upstream: ['br'], group: 'g' },
        'g.y': { upstream: ['g.x'], group: 'g' },
        other: ['br'],
      }),
    );
    run.when();
    run.when(choose('g'));
    expect(run.states()).toEqual({ br: 'success', 'g.x': 'queued', 'g.y': 'none', other: 'skipped' });
  });
});

describe('a short circuit', () => {
  const sketch = { sc: [], a: ['sc'], b: { upstream: ['a'], rule: 'all_done' as const } };
  const verdict = (open: boolean, ignore: boolean): ReturnType<typeof ended> =>
    ended('sc', {
      kind: 'SUCCESS',
      follow: { kind: 'shortCircuit', verdict: open, ignoreDownstreamTriggerRules: ignore },
    });

  it.each([
    [true, true, { sc: 'success', a: 'queued', b: 'none' }],
    [false, true, { sc: 'success', a: 'skipped', b: 'skipped' }],
    [false, false, { sc: 'success', a: 'skipped', b: 'queued' }],
  ])('with verdict %s, ignoring rules %s', (open, ignore, states) => {
    const run = new Scenario(planOf(sketch));
    run.when();
    run.when(verdict(open, ignore));
    expect(run.states()).toEqual(states);
  });
});

describe('people', () => {
  it('fail a run: what runs is stopped and failed, what waits is skipped, what finished stays', () => {
    const run = new Scenario(planOf({ a: [], b: [], c: ['b'] }));
    run.when();
    run.when(succeeded('a'));
    expect(run.when(control(1, { kind: 'setRunState', state: 'failed' }))).toEqual([
      'ControlApplied',
      'TaskFailed b',
      'TaskSkipped c',
      'RunFailed',
    ]);
    expect(run.states()).toEqual({ a: 'success', b: 'failed', c: 'skipped' });
    expect(run.stream.find((event) => event.type === 'TaskFailed')).toMatchObject({
      actor: { id: 'alice' },
      reason: 'because',
      payload: { settles: 'CANCELLED' },
    });
  });

  it('mark a failed run as success, with its tasks', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'] }));
    run.when();
    run.when(failed('a'));
    run.when(control(1, { kind: 'setRunState', state: 'success' }));
    expect([run.state.phase, run.states()]).toEqual(['success', { a: 'success', b: 'success' }]);
  });

  it('are answered once, and refused with a code when nothing would change', () => {
    const run = new Scenario(planOf({ a: [] }));
    run.when();
    expect(run.when(control(1, { kind: 'setRunState', state: 'queued' }))).toEqual(['ControlRefused']);
    expect(run.when(control(1, { kind: 'setRunState', state: 'queued' }))).toEqual([]);
  });

  it('queue an ended run again: it is judged anew', () => {
    const run = new Scenario(planOf({ a: [] }));
    run.when();
    run.when(succeeded('a'));
    expect(run.when(control(1, { kind: 'setRunState', state: 'queued' }))).toEqual([
      'ControlApplied',
      'RunReopened',
      'RunStarted',
      'RunSucceeded',
    ]);
  });
});

describe('the end of time', () => {
  it('dagrunTimeout fails the run and skips what is unfinished', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'] }, { dagrunTimeoutMs: 5_000 }));
    run.when();
    expect(obligations(run.index, run.state, run.now).wakeAt).toBe(run.now + 5_000);
    expect(run.after(5_000).when()).toEqual(['TaskSkipped a', 'TaskSkipped b', 'RunFailed']);
  });

  it('a cancel in Temporal fails the run and names where it came from', () => {
    const run = new Scenario(planOf({ a: [], b: ['a'] }));
    run.when();
    expect(run.when({ kind: 'cancelRequested' })).toEqual(['TaskFailed a', 'TaskSkipped b', 'RunFailed']);
    expect(run.stream.at(-1)?.actor).toMatchObject({ kind: 'SYSTEM', id: 'temporal' });
  });
});
