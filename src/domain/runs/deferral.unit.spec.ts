import { describe, expect, it } from 'vitest';
import { control, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { obligations } from './obligations.js';

const deferred = (poke: number, nextAt: number): Parameters<Scenario['when']>[0] => ({
  kind: 'waiting',
  key: { taskId: 'a', mapIndex: -1, tryNumber: 1 },
  poke,
  nextAt,
  waitingSince: 0,
  cause: null,
  as: 'deferred',
});

function deferredRun(): Scenario {
  const run = new Scenario(planOf({ a: [], b: ['a'] }));
  run.when();
  expect(run.when(deferred(1, run.now + 5_000))).toEqual(['TaskDeferred a']);
  return run;
}

describe('a task whose work runs elsewhere', () => {
  it('is deferred until its job is asked for again, and dispatched then', () => {
    const run = deferredRun();
    expect(run.state.tasks[0]?.state).toBe('deferred');
    expect(obligations(run.index, run.state, run.now)).toMatchObject({ dispatch: [], wakeAt: run.now + 5_000 });
    run.after(5_000);
    expect(obligations(run.index, run.state, run.now).dispatch).toMatchObject([{ taskId: 'a', poke: 1 }]);
  });

  it('hears the same wait once, and goes on when its outcome comes', () => {
    const run = deferredRun();
    expect(run.when(deferred(1, run.now))).toEqual([]);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a', 'TaskQueued b']);
  });

  it('is woken before its time', () => {
    const run = deferredRun();
    const wake = { kind: 'woken' as const, fact: { taskId: 'a', mapIndex: -1, tryNumber: 1, poke: 1 } };
    expect(run.when(wake)).toEqual(['TaskWoken a']);
    expect(obligations(run.index, run.state, run.now).dispatch).toMatchObject([{ taskId: 'a', poke: 1 }]);
  });

  it('is settled by the run that ends before it', () => {
    const run = deferredRun();
    expect(run.when(control(1, { kind: 'setRunState', state: 'failed' }))).toEqual([
      'ControlApplied',
      'TaskFailed a',
      'TaskSkipped b',
      'RunFailed',
    ]);
    expect(run.stream.find((event) => event.type === 'TaskFailed')?.payload).toMatchObject({ settles: 'CANCELLED' });
  });
});
