import { describe, expect, it } from 'vitest';
import { control, failed, planOf, Scenario } from '../../../test/support/run-builder.js';
import type { BegunTicket, RunInput } from './run-inputs.js';
import type { RunPlan } from './run-plan.js';

const fail = control(1, { kind: 'setRunState', state: 'failed' });
const begun = (...tasks: [taskId: string, waits: boolean][]): RunInput => ({
  kind: 'begun',
  tickets: tasks.map(([taskId, waits]): BegunTicket => ({ taskId, mapIndex: -1, tryNumber: 1, waits })),
});

/** `runs` and `unbegun` have tickets, the sensor waits for its next poke, `later` waits for them. */
function underWay(more: Partial<RunPlan> = {}): Scenario {
  const run = new Scenario(planOf({ runs: [], unbegun: [], sensor: [], first: [], later: ['runs'] }, more));
  const key = { taskId: 'sensor', mapIndex: -1, tryNumber: 1 };
  const nextAt = run.now + 60_000;
  run.when();
  run.when({ kind: 'waiting', key, poke: 1, nextAt, waitingSince: run.now, cause: null });
  return run;
}
const told = begun(['runs', false], ['sensor', true], ['first', false]);
const claims = (run: Scenario): object =>
  Object.fromEntries(
    run.stream.flatMap((event) => {
      if (!('taskId' in event) || !('settles' in event.payload)) return [];
      const { begun: isBegun, running } = event.payload;
      return [[event.taskId, isBegun ?? running]];
    }),
  );

describe('what a stop makes of task instances', () => {
  it('set to failed by a person: what has begun fails, a sensor between two pokes, too; the rest is skipped', () => {
    const run = underWay();
    run.when(told, fail);
    expect(run.states()).toMatchObject({ runs: 'failed', unbegun: 'skipped', sensor: 'failed', later: 'skipped' });
    expect(run.state.phase).toBe('failed');
    expect(claims(run)).toEqual({ runs: true, unbegun: false, sensor: true, first: true });
  });

  it('takes open tickets to have begun until it is told, and says so, that it may be corrected', () => {
    const run = underWay();
    run.when(fail);
    expect(run.states()).toMatchObject({ runs: 'failed', unbegun: 'failed', sensor: 'failed', later: 'skipped' });
    expect(claims(run)).toMatchObject({ unbegun: true });
  });

  it('goes by what was told last, where a turn was wrong twice', () => {
    const run = underWay();
    run.when(told, fail, begun(), fail);
    expect(run.states()).toMatchObject({ runs: 'failed', unbegun: 'skipped', sensor: 'failed' });
  });

  it('is told of this try: an earlier one says nothing', () => {
    const run = new Scenario(planOf({ a: { retries: 1, retryDelayMs: 0 } }));
    run.when();
    run.when(failed('a'));
    run.when(begun(['a', false]), control(1, { kind: 'setRunState', state: 'failed' }));
    expect(run.states()).toEqual({ a: 'skipped' });
  });

  it('failFast: what runs now fails, a sensor between two pokes is skipped like the rest', () => {
    const run = underWay({ failFast: true });
    run.when(told, failed('first'));
    expect(run.states()).toEqual({
      runs: 'failed',
      unbegun: 'skipped',
      sensor: 'skipped',
      first: 'failed',
      later: 'skipped',
    });
    expect(claims(run)).toEqual({ runs: true, unbegun: false, sensor: false });
  });

  it('dagrunTimeout skips all, and goes by no ticket', () => {
    const run = underWay({ dagrunTimeoutMs: 60_000 });
    run.after(60_000).when();
    expect(new Set(Object.values(run.states()))).toEqual(new Set(['skipped']));
    expect(claims(run)).toEqual({ runs: undefined, unbegun: undefined, sensor: undefined, first: undefined });
  });
});
