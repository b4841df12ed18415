import { describe, expect, it } from 'vitest';
import { ask, finish, started } from '../../../../test/support/control-sketches.js';
import { failed, planOf, Scenario, succeeded } from '../../../../test/support/run-builder.js';
import { obligations } from '../obligations.js';

describe('a paused run', () => {
  const pause = ask({ kind: 'pauseRun' }, 1);
  const resume = ask({ kind: 'resumeRun' }, 2);

  it('starts nothing new, lets what runs go on, and goes on when it is resumed', () => {
    const run = started({ a: [], b: ['a'] });
    run.when(pause);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a']);
    expect(obligations(run.index, run.state, run.now)).toEqual({ dispatch: [], evaluate: [], wakeAt: null });
    expect(run.when(resume)).toEqual(['ControlApplied', 'RunResumed', 'TaskQueued b']);
  });

  it('does not start when it was still queued', () => {
    const run = new Scenario(planOf({ a: [] }, { dagrunTimeoutMs: 1_000 }));
    expect(run.when(pause)).toEqual(['ControlApplied', 'RunPaused']);
    expect(run.state.phase).toBe('queued');
    expect(run.after(5_000).when(resume)).toEqual(['ControlApplied', 'RunResumed', 'RunStarted', 'TaskQueued a']);
  });

  it('lets retries and pokes that fall due wait', () => {
    const run = started({ a: { retries: 1, retryDelayMs: 1_000 }, s: [] });
    run.when(failed('a'), {
      kind: 'waiting',
      key: { taskId: 's', mapIndex: -1, tryNumber: 1 },
      poke: 1,
      nextAt: run.now + 1_000,
      waitingSince: run.now,
      cause: null,
    });
    run.when(pause);
    run.after(2_000);
    expect(run.when()).toEqual([]);
    expect(obligations(run.index, run.state, run.now)).toEqual({ dispatch: [], evaluate: [], wakeAt: null });
    expect(run.when(resume)).toEqual(['ControlApplied', 'RunResumed', 'TaskQueued a']);
    expect(obligations(run.index, run.state, run.now).dispatch.map((ticket) => ticket.taskId)).toEqual(['a', 's']);
  });

  it('still ends by its timeout, and a stop lifts the pause for its teardowns', () => {
    const sketch = {
      up: { setup: true },
      work: ['up'],
      down: {
        upstream: ['up', 'work'],
        rule: 'all_done_setup_success' as const,
        teardown: { setups: ['up'], onFailureFailRun: false },
      },
    };
    const run = started(sketch, { dagrunTimeoutMs: 10_000 });
    run.when(succeeded('up'), pause);
    expect(obligations(run.index, run.state, run.now).wakeAt).toBe(run.now + 10_000);
    run.after(10_000).when();
    expect(run.states()).toEqual({ up: 'success', work: 'skipped', down: 'queued' });
    expect(run.when(succeeded('down'))).toEqual(['TaskSucceeded down', 'RunFailed']);
    expect(run.state.paused).toBeUndefined();
  });

  it('is refused twice, after the end, and resuming what is not paused', () => {
    const run = started({ a: [] });
    expect(run.when(ask({ kind: 'resumeRun' }, 1))).toEqual(['ControlRefused']);
    run.when(ask({ kind: 'pauseRun' }, 2));
    expect(run.when(ask({ kind: 'pauseRun' }, 3))).toEqual(['ControlRefused']);
    run.when(succeeded('a'));
    expect(run.when(ask({ kind: 'pauseRun' }, 4))).toEqual(['ControlRefused']);
  });
});

describe('a note', () => {
  it('is told of the run and of a task instance, in any state', () => {
    const run = finish(started({ a: [] }));
    expect(run.when(ask({ kind: 'setNote', taskId: null, mapIndex: -1, note: 'late data' }))).toEqual([
      'ControlApplied',
      'RunNoted',
    ]);
    expect(run.when(ask({ kind: 'setNote', taskId: 'a', mapIndex: -1, note: null }, 2))).toEqual([
      'ControlApplied',
      'TaskNoted a',
    ]);
    expect(run.when(ask({ kind: 'setNote', taskId: 'a', mapIndex: 3, note: 'x' }, 3))).toEqual(['ControlRefused']);
    expect(run.state.phase).toBe('success');
  });
});
