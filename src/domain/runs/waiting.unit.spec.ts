import { describe, expect, it } from 'vitest';
import { control, ended, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { freshInputs } from './fresh-inputs.js';
import { obligations } from './obligations.js';

describe('sensors', () => {
  const waiting = (poke: number, nextAt: number): Parameters<Scenario['when']>[0] => ({
    kind: 'waiting',
    key: { taskId: 'a', mapIndex: -1, tryNumber: 1 },
    poke,
    nextAt,
    waitingSince: 1_700_000_000_000,
    cause: null,
  });

  it('wait on a deadline without an attempt, then are dispatched for the next poke', () => {
    const run = new Scenario(planOf({ a: [] }));
    run.when();
    expect(run.when(waiting(1, run.now + 30_000))).toEqual(['TaskUpForReschedule a']);
    expect(obligations(run.index, run.state, run.now)).toEqual({
      dispatch: [],
      evaluate: [],
      wakeAt: run.now + 30_000,
    });
    expect(run.after(30_000).when()).toEqual([]);
    expect(obligations(run.index, run.state, run.now).dispatch.map((d) => d.key)).toEqual(['a/-1/1/1']);
    expect(run.when(waiting(1, run.now + 30_000))).toEqual([]);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a', 'RunSucceeded']);
  });
});

describe('the timeout of a sensor', () => {
  it('counts from its first execution, over pokes and retries (airflow-semantics §1.10)', () => {
    const run = new Scenario(planOf({ a: { retries: 1, retryDelayMs: 60_000 } }));
    run.when();
    const since = run.now;
    const key = { taskId: 'a', mapIndex: -1, tryNumber: 1 };
    run.when({ kind: 'waiting', key, poke: 1, nextAt: run.now + 30_000, waitingSince: since, cause: null });
    const error = { type: 'HttpStatus', message: 'm', retryable: true };
    const fact = { ...key, outcome: { kind: 'FAILED', error }, cause: null, waitingSince: since } as const;
    expect(run.after(30_000).when({ kind: 'outcome', fact })).toEqual(['TaskUpForRetry a']);
    expect(run.after(60_000).when()).toEqual(['TaskQueued a']);
    expect(run.stream.at(-1)?.payload).toMatchObject({ tryNumber: 2, waitingSince: new Date(since).toISOString() });
    const timeout = { type: 'SensorTimeout', message: 'm', retryable: false };
    const over = { ...fact, tryNumber: 2, outcome: { kind: 'TIMED_OUT', error: timeout } } as const;
    expect(run.when({ kind: 'outcome', fact: over })).toEqual(['TaskFailed a', 'RunFailed']);
  });

  it('is not retried, whatever retries are left', () => {
    const run = new Scenario(planOf({ a: { retries: 5 } }));
    run.when();
    const error = { type: 'SensorTimeout', message: 'm', retryable: false };
    expect(run.when(ended('a', { kind: 'TIMED_OUT', error }))).toEqual(['TaskFailed a', 'RunFailed']);
  });
});

describe('asking people', () => {
  it('shows the task as awaiting input, until it is woken or its deadline comes', () => {
    const run = new Scenario(planOf({ a: { awaitsInput: true } }));
    run.when();
    const key = { taskId: 'a', mapIndex: -1, tryNumber: 1 };
    const nextAt = run.now + 3_600_000;
    expect(run.when({ kind: 'waiting', key, poke: 1, nextAt, waitingSince: run.now, cause: null })).toEqual([
      'TaskAwaitingInput a',
    ]);
    expect(run.stateOf('a')).toBe('awaiting_input');
    expect(obligations(run.index, run.state, run.now)).toMatchObject({ dispatch: [], wakeAt: nextAt });
    expect(obligations(run.index, run.state, nextAt).dispatch).toMatchObject([{ poke: 1 }]);
    expect(run.when({ kind: 'woken', fact: { ...key, poke: 1 } })).toEqual(['TaskWoken a']);
    expect(obligations(run.index, run.state, run.now).dispatch).toMatchObject([{ poke: 1 }]);
    expect(run.when(control(1, { kind: 'setRunState', state: 'failed' }))).toContain('TaskFailed a');
    expect(run.refold()).toEqual(run.state);
  });
});

describe('waking a wait', () => {
  const waits = (): Scenario => {
    const run = new Scenario(planOf({ a: [] }));
    run.when();
    const key = { taskId: 'a', mapIndex: -1, tryNumber: 1 };
    run.when({ kind: 'waiting', key, poke: 1, nextAt: run.now + 86_400_000, waitingSince: run.now, cause: null });
    return run.after(5_000);
  };
  const woken = (poke: number, tryNumber = 1): Parameters<Scenario['when']>[0] => ({
    kind: 'woken',
    fact: { taskId: 'a', mapIndex: -1, tryNumber, poke },
  });

  it('makes the next poke due now, once', () => {
    const run = waits();
    expect(run.when(woken(1), woken(1))).toEqual(['TaskWoken a']);
    expect(run.refold()).toEqual(run.state);
    expect(obligations(run.index, run.state, run.now).dispatch.map((d) => d.key)).toEqual(['a/-1/1/1']);
    expect(run.after(1_000).when(woken(1))).toEqual([]);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a', 'RunSucceeded']);
  });

  it('is nothing for another poke, another try, a task that has ended, an ended run', () => {
    const run = waits();
    expect(run.when(woken(0), woken(2), woken(1, 2))).toEqual([]);
    run.when(succeeded('a'));
    expect(run.when(woken(1))).toEqual([]);
    const queued = new Scenario(planOf({ a: [] }));
    queued.when();
    expect(queued.when(woken(0))).toEqual([]);
  });

  it('is a fresh input only while the poke that it is for is awaited', () => {
    const run = waits();
    const facts = { outcomes: [], controls: [], redispatch: [] };
    const wake = (poke: number) => ({ ...facts, wakes: [{ taskId: 'a', mapIndex: -1, tryNumber: 1, poke }] });
    expect(freshInputs(run.index, run.state, wake(1))).toEqual([woken(1)]);
    expect(freshInputs(run.index, run.state, wake(2))).toEqual([]);
    expect(freshInputs(run.index, run.state, facts)).toEqual([]);
    run.when(succeeded('a'));
    expect(freshInputs(run.index, run.state, wake(1))).toEqual([]);
  });
});
