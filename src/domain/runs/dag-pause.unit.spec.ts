import { describe, expect, it } from 'vitest';
import { ask, clear, from, started } from '../../../test/support/control-sketches.js';
import { explain } from '../../../test/support/explained.js';
import { ALICE, failed, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { freshInputs } from './fresh-inputs.js';
import { obligations } from './obligations.js';
import type { DagPauseFact, RunInput } from './run-inputs.js';

const fact = (paused: boolean): DagPauseFact => ({ paused, actor: ALICE, reason: 'upgrade', cause: 'dag-d:3' });
const paused: RunInput = { kind: 'dagPause', fact: fact(true) };
const unpaused: RunInput = { kind: 'dagPause', fact: fact(false) };
const owed = (run: Scenario) => obligations(run.index, run.state, run.now);

describe('a run under way of a DAG that is paused', () => {
  it('starts nothing new, lets what is queued go on, and goes on when the DAG is unpaused', () => {
    const run = started({ a: [], b: ['a'] });
    expect(run.when(paused)).toEqual(['RunHeld']);
    expect(run.stream.at(-1)).toMatchObject({ actor: ALICE, reason: 'upgrade', causationId: 'dag-d:3' });
    expect(owed(run).dispatch.map(({ taskId }) => taskId)).toEqual(['a']);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a']);
    expect(owed(run)).toEqual({ dispatch: [], evaluate: [], wakeAt: null });
    expect(explain(run, 'b')).toMatchObject({ reason: 'DAG_PAUSED' });
    expect(run.when(unpaused)).toEqual(['RunReleased', 'TaskQueued b']);
    expect(run.refold()).toEqual(run.state);
  });

  it('has no end before the DAG is unpaused, nor a dagrunTimeout', () => {
    const run = started({ a: [], b: [] }, { dagrunTimeoutMs: 10_000 });
    run.when(paused);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a']);
    expect(run.after(20_000).when()).toEqual([]);
    expect(owed(run).wakeAt).toBeNull();
    expect(run.when(succeeded('b'))).toEqual(['TaskSucceeded b']);
    expect(run.state.phase).toBe('running');
    expect(run.when(unpaused)).toEqual(['RunReleased', 'RunFailed']);
  });

  it('with time left it succeeds when the DAG is unpaused', () => {
    const run = started({ a: [] });
    run.when(paused, succeeded('a'));
    expect(run.when(unpaused)).toEqual(['RunReleased', 'RunSucceeded']);
    expect(run.state.dagPaused).toBeUndefined();
  });

  it('stops nothing by failFast and starts no retry before', () => {
    const run = started({ a: [], b: { retries: 1, retryDelayMs: 1_000 }, c: ['b'] }, { failFast: true });
    run.when(paused);
    expect(run.when(failed('a'), failed('b'))).toEqual(['TaskFailed a', 'TaskUpForRetry b']);
    expect(run.after(5_000).when()).toEqual([]);
    expect(run.when(unpaused)).toEqual(['RunReleased', 'TaskSkipped b', 'TaskSkipped c', 'RunFailed']);
  });

  it('that was not started waits for the unpausing', () => {
    const run = new Scenario(planOf({ a: [] }));
    expect(run.when(paused)).toEqual(['RunHeld']);
    expect(run.state.phase).toBe('queued');
    expect(run.when(unpaused)).toEqual(['RunReleased', 'RunStarted', 'TaskQueued a']);
  });

  it('does what people ask for; a pause of the run itself is another', () => {
    const run = started({ a: [], b: ['a'] });
    run.when(paused);
    expect(run.when(ask({ kind: 'pauseRun' }, 1))).toEqual(['ControlApplied', 'RunPaused']);
    run.when(succeeded('a'));
    expect(run.when(unpaused)).toEqual(['RunReleased']);
    expect(explain(run, 'b')).toMatchObject({ reason: 'RUN_PAUSED' });
    run.when(paused);
    expect(run.when(ask({ kind: 'resumeRun' }, 2))).toEqual(['ControlApplied', 'RunResumed']);
    expect(run.when(clear(from('a'), 3))).toEqual(['ControlApplied', 'TaskCleared a']);
    expect(run.when(ask({ kind: 'setRunState', state: 'failed' }, 4)).at(-1)).toBe('RunFailed');
    expect(run.state.dagPaused).toBeUndefined();
  });

  it('is held once, and an ended run is not', () => {
    const run = started({ a: [] });
    run.when(paused);
    expect(run.when(paused)).toEqual([]);
    run.when(unpaused);
    expect(run.when(unpaused)).toEqual([]);
    run.when(succeeded('a'));
    expect(run.when(paused)).toEqual([]);
  });

  it('reads of a pause only what it does not know', () => {
    const { index, state } = started({ a: [] });
    const told = (dagPause: DagPauseFact | undefined, dagPaused?: true): number => {
      const facts = { outcomes: [], controls: [], redispatch: [], ...(dagPause === undefined ? {} : { dagPause }) };
      return freshInputs(index, { ...state, ...(dagPaused === undefined ? {} : { dagPaused }) }, facts).length;
    };
    expect([told(undefined), told(undefined, true), told(fact(false)), told(fact(true), true)]).toEqual([0, 0, 0, 0]);
    expect([told(fact(true)), told(fact(false), true)]).toEqual([1, 1]);
  });
});
