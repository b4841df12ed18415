import { describe, expect, it } from 'vitest';
import { ask, finish, only, started } from '../../../../test/support/control-sketches.js';
import { failed, succeeded } from '../../../../test/support/run-builder.js';
import type { RunInput } from '../run-inputs.js';
import type { Selection, SettableState } from './control-request.js';

describe('setting the state of a task', () => {
  const set = (state: SettableState, select: Selection, number = 1): RunInput =>
    ask({ kind: 'setTaskState', select, state }, number);

  it('stops what runs and lets the run go on', () => {
    const run = started({ a: [], b: ['a'] });
    expect(run.when(set('success', only('a')))).toEqual(['ControlApplied', 'TaskSucceeded a', 'TaskQueued b']);
    expect(run.stream.find((event) => event.type === 'TaskSucceeded')?.payload).toMatchObject({
      settles: 'CANCELLED',
      byHand: true,
    });
  });

  it('does not change how an ended run has ended where nothing may run now', () => {
    const run = finish(started({ a: [], b: ['a'] }), 'b');
    expect(run.when(set('success', only('b')))).toEqual(['ControlApplied', 'TaskSucceeded b']);
    expect(run.state).toMatchObject({ phase: 'failed', clearNumber: 0 });
  });

  it('opens an ended run again where what failed below may run now', () => {
    const run = finish(started({ a: [], b: ['a'], c: ['b'] }), 'a');
    run.when(set('success', only('a')));
    expect(run.state).toMatchObject({ phase: 'running', clearNumber: 1 });
    expect(run.states()).toEqual({ a: 'success', b: 'queued', c: 'none' });
  });

  it('to failed lets nothing run again', () => {
    const run = finish(started({ a: [], b: ['a'] }), 'a');
    expect(run.when(set('failed', { ...only('a'), downstream: true }))).toEqual(['ControlApplied', 'TaskFailed b']);
    expect(run.state.phase).toBe('failed');
  });

  it('marks what is above and below, too', () => {
    const run = started({ a: [], b: ['a'], c: ['b'], d: [] });
    run.when(set('skipped', { ...only('b'), upstream: true, downstream: true }));
    expect(run.states()).toEqual({ a: 'skipped', b: 'skipped', c: 'skipped', d: 'queued' });
  });

  it('skip passes over what has not finished, and refuses what has', () => {
    const run = started({ a: [], b: ['a'] });
    expect(run.when(ask({ kind: 'skipTask', taskId: 'a', mapIndex: null }))).toEqual([
      'ControlApplied',
      'TaskSkipped a',
      'TaskSkipped b',
      'RunSucceeded',
    ]);
    const other = started({ a: [], b: [] });
    other.when(succeeded('a'));
    expect(other.when(ask({ kind: 'skipTask', taskId: 'a', mapIndex: null }))).toEqual(['ControlRefused']);
  });
});
describe('retrying a task', () => {
  const retry = (taskId: string, number = 1): RunInput => ask({ kind: 'retryTask', taskId, mapIndex: null }, number);

  it('that waits for its retry starts it at once', () => {
    const run = started({ a: { retries: 1 } });
    run.when(failed('a'));
    expect(run.when(retry('a'))).toEqual(['ControlApplied', 'TaskRetryDue a', 'TaskQueued a']);
    expect(run.state.tasks[0]).toMatchObject({ tryNumber: 2, maxTries: 2 });
  });

  it('that has failed gives it one more try, and what failed below may follow', () => {
    const run = finish(started({ a: { retries: 1, retryDelayMs: 0 }, b: ['a'] }), 'a');
    run.when(retry('a'));
    expect(run.state.tasks[0]).toMatchObject({ state: 'queued', tryNumber: 3, maxTries: 3 });
    finish(run);
    expect(run.state.phase).toBe('success');
    expect(run.stateOf('b')).toBe('success');
  });

  it('is refused for one that neither failed nor waits', () => {
    const run = started({ a: [] });
    expect(run.when(retry('a'))).toEqual(['ControlRefused']);
  });
});

describe('a group', () => {
  const group = { a: { group: 'g' }, b: { upstream: ['a'], group: 'g.h' }, c: ['b'], d: [] };
  const ofGroup = { taskId: 'g', mapIndex: null };

  it('is given a state with all of its tasks', () => {
    const run = started(group);
    const asked = ask({ kind: 'setTaskState', select: only('g'), state: 'skipped' });
    expect(run.when(asked)).toEqual(['ControlApplied', 'TaskSkipped a', 'TaskSkipped b', 'TaskSkipped c']);
  });

  it('is skipped with all of its tasks that have not finished', () => {
    const run = started(group);
    run.when(succeeded('a'));
    run.when(ask({ kind: 'skipTask', ...ofGroup }));
    expect(run.states()).toEqual({ a: 'success', b: 'skipped', c: 'skipped', d: 'queued' });
    expect(run.when(ask({ kind: 'skipTask', ...ofGroup }, 2))).toEqual(['ControlRefused']);
  });

  it('is retried: what waits starts at once, what failed gets one more try, and what failed below may follow', () => {
    const run = finish(started({ ...group, e: { group: 'g', retries: 1, retryDelayMs: 600_000 } }), 'a', 'e');
    expect(run.states()).toMatchObject({ a: 'failed', b: 'upstream_failed', c: 'upstream_failed', e: 'up_for_retry' });
    run.when(ask({ kind: 'retryTask', ...ofGroup }));
    expect(run.states()).toEqual({ a: 'queued', b: 'none', c: 'none', d: 'success', e: 'queued' });
    finish(run);
    expect(run.state.phase).toBe('success');
  });

  it('that the plan does not have is refused', () => {
    const run = started(group);
    run.when(ask({ kind: 'retryTask', taskId: 'h', mapIndex: null }));
    expect(run.stream.at(-1)?.payload).toMatchObject({ code: 'NOT_FOUND' });
  });
});
