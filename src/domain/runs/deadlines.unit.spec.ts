import { describe, expect, it } from 'vitest';
import { control, planOf, Scenario, succeeded } from '../../../test/support/run-builder.js';
import { obligations } from './obligations.js';

const wakeIn = (run: Scenario): number | null => {
  const { wakeAt } = obligations(run.index, run.state, run.now);
  return wakeAt === null ? null : wakeAt - run.now;
};

describe('sla', () => {
  it('wakes the run at the deadline, tells of what is not finished, once, and stops nothing', () => {
    const run = new Scenario(
      planOf({ a: { slaMs: 60_000 }, b: { upstream: ['a'], slaMs: 60_000 }, c: { slaMs: 90_000 } }),
    );
    run.when();
    expect(wakeIn(run)).toBe(60_000);
    expect(run.after(59_999).when()).toEqual([]);
    expect(run.after(1).when()).toEqual(['TaskDeadlineMissed a', 'TaskDeadlineMissed b']);
    expect(wakeIn(run)).toBe(30_000);
    expect(run.when()).toEqual([]);
    expect(run.when(succeeded('a'))).toEqual(['TaskSucceeded a', 'TaskQueued b']);
    expect(run.when(succeeded('c'))).toEqual(['TaskSucceeded c']);
    expect(wakeIn(run)).toBeNull();
    expect(run.when(succeeded('b'))).toEqual(['TaskSucceeded b', 'RunSucceeded']);
  });

  it('is not missed by a task that ended in time', () => {
    const run = new Scenario(planOf({ a: { slaMs: 60_000 }, b: {} }));
    run.when();
    run.when(succeeded('a'));
    expect(wakeIn(run)).toBeNull();
    expect(run.after(120_000).when()).toEqual([]);
  });

  it('is not missed where the end arrives with the deadline', () => {
    const run = new Scenario(planOf({ a: { slaMs: 60_000 } }));
    run.when();
    expect(run.after(60_000).when(succeeded('a'))).toEqual(['TaskSucceeded a', 'RunSucceeded']);
  });

  it('is told before dagrunTimeout ends the run, and not after the end', () => {
    const run = new Scenario(planOf({ a: { slaMs: 60_000 } }, { dagrunTimeoutMs: 60_000 }));
    run.when();
    expect(run.after(60_000).when()).toEqual(['TaskDeadlineMissed a', 'TaskSkipped a', 'RunFailed']);
    expect(run.after(60_000).when()).toEqual([]);
  });

  it('says when the deadline was, and in which state the task is', () => {
    const run = new Scenario(planOf({ a: { slaMs: 60_000 } }));
    run.when();
    run.after(61_000).when();
    const event = run.stream.at(-1);
    expect(event?.payload).toEqual({
      tryNumber: 1,
      deadline: new Date(run.now - 1_000).toISOString(),
      state: 'queued',
    });
  });

  it('asks nothing of a run that was stopped', () => {
    const run = new Scenario(planOf({ a: { slaMs: 60_000 } }));
    run.when();
    run.when(control(1, { kind: 'setRunState', state: 'failed' }));
    expect(wakeIn(run)).toBeNull();
  });
});
