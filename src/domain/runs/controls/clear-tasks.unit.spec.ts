import { describe, expect, it } from 'vitest';
import { all, clear, finish, from, only, started } from '../../../../test/support/control-sketches.js';
import { control, ended, planOf, Scenario, succeeded } from '../../../../test/support/run-builder.js';
import { obligations } from '../obligations.js';
import type { RunInput } from '../run-inputs.js';
import { fold } from '../evolve.js';
import { affectedBy } from './affected.js';

describe('clear', () => {
  const chain = { a: [], b: ['a'], c: ['b'] };

  it('opens an ended run again, counts it, and runs what was cleared with new tries', () => {
    const run = finish(started(chain), 'b');
    expect(run.states()).toEqual({ a: 'success', b: 'failed', c: 'upstream_failed' });
    expect(run.when(clear(from('b')))).toEqual([
      'ControlApplied',
      'TaskCleared b',
      'TaskCleared c',
      'RunReopened',
      'RunStarted',
      'TaskQueued b',
    ]);
    expect(run.state).toMatchObject({ phase: 'running', clearNumber: 1 });
    expect(run.state.tasks[1]).toMatchObject({ tryNumber: 2, maxTries: 2 });
    finish(run);
    expect(run.states()).toEqual({ a: 'success', b: 'success', c: 'success' });
    expect(run.state.phase).toBe('success');
    expect(run.refold()).toEqual(run.state);
  });

  it('stops what runs and tries it again whatever retries it had left', () => {
    const run = started({ a: { retries: 1 } });
    const events = run.when(clear(all));
    expect(events).toEqual(['ControlApplied', 'TaskCleared a', 'TaskQueued a']);
    expect(run.stream.find((event) => event.type === 'TaskCleared')?.payload).toEqual({
      tryNumber: 1,
      maxTries: 3,
      settles: 'CANCELLED',
    });
    expect(run.when(succeeded('a', 1))).toEqual([]);
    expect(run.when(succeeded('a', 2))).toEqual(['TaskSucceeded a', 'RunSucceeded']);
    expect(run.state.clearNumber).toBe(0);
  });

  it('goes on with a run under way, and leaves what has not run as it is', () => {
    const run = started(chain);
    run.when(succeeded('a'));
    expect(run.when(clear(all))).toEqual(['ControlApplied', 'TaskCleared a', 'TaskCleared b', 'TaskQueued a']);
    finish(run);
    expect(run.state.phase).toBe('success');
  });

  it('changes nothing where nothing has run, and then opens nothing again', () => {
    const run = finish(started({ a: [] }));
    expect(run.when(clear({ ...all, onlyFailed: true }))).toEqual(['ControlApplied']);
    expect(run.state.phase).toBe('success');
  });

  /** As a clear on the latest version finds a run that has ended. */
  const movedTo = (version: Parameters<typeof planOf>[0]): Scenario => {
    const before = finish(started(chain));
    const moved = new Scenario(planOf(version));
    moved.state = fold(moved.index, moved.state, before.stream);
    return moved;
  };

  it('that clears nothing opens the run again for a task that its version has added', () => {
    const moved = movedTo({ ...chain, d: ['c'] });
    expect(moved.when(clear({ ...all, onlyFailed: true }))).toEqual([
      'ControlApplied',
      'RunReopened',
      'RunStarted',
      'TaskQueued d',
    ]);
  });

  it('runs a task that the run has not judged before it ended, as one that is new in its version', () => {
    const moved = movedTo({ ...chain, d: ['c'] });
    expect(moved.states()).toMatchObject({ c: 'success', d: 'none' });
    expect(moved.when(clear(from('d')))).toEqual([
      'ControlApplied',
      'TaskCleared d',
      'RunReopened',
      'RunStarted',
      'TaskQueued d',
    ]);
    expect(moved.state.tasks[3]).toMatchObject({ tryNumber: 1, maxTries: 1 });
  });

  it('twice at once is once', () => {
    const run = finish(started(chain), 'b');
    const events = run.when(clear(from('b'), 1), clear(from('b'), 2));
    expect(events.filter((event) => event.startsWith('TaskCleared'))).toEqual(['TaskCleared b', 'TaskCleared c']);
    expect(events.filter((event) => event === 'RunReopened')).toHaveLength(1);
  });

  it('passes over again what a branch did not choose, unless the branch is cleared', () => {
    const run = started({ pick: [], left: ['pick'], right: ['pick'] });
    run.when(ended('pick', { kind: 'SUCCESS', follow: { kind: 'branch', chosen: ['left'] } }));
    finish(run);
    expect(run.stateOf('right')).toBe('skipped');
    run.when(clear(only('right')));
    expect(run.stateOf('right')).toBe('skipped');
    expect(run.state.phase).toBe('success');
    run.when(clear(from('pick'), 2));
    expect(run.states()).toEqual({ pick: 'queued', left: 'none', right: 'none' });
  });

  it('brings the setups and teardowns of cleared work along', () => {
    const run = finish(
      started({
        up: { setup: true },
        work: ['up'],
        more: ['work'],
        down: {
          upstream: ['up', 'more'],
          rule: 'all_done_setup_success',
          teardown: { setups: ['up'], onFailureFailRun: false },
        },
        after: ['more'],
      }),
    );
    run.when(clear(only('more')));
    expect(run.states()).toEqual({ up: 'queued', work: 'success', more: 'none', down: 'none', after: 'success' });
  });

  it('lets a run that is being stopped go on', () => {
    const run = started({
      up: { setup: true },
      work: ['up'],
      down: {
        upstream: ['up', 'work'],
        rule: 'all_done_setup_success',
        teardown: { setups: ['up'], onFailureFailRun: false },
      },
    });
    run.when(succeeded('up'));
    run.when(control(1, { kind: 'setRunState', state: 'failed' }));
    expect(run.state.stopping).toBe('control');
    run.when(clear(only('work'), 2));
    finish(run);
    expect(run.state.phase).toBe('success');
  });

  it.each([
    ['only what failed', { ...all, onlyFailed: true }, ['b', 'c']],
    ['what is above', { ...only('b'), upstream: true }, ['a', 'b']],
    ['from the failed tasks on', { ...all, fromFailed: true }, ['b', 'c', 'e']],
    ['a group', only('g'), ['d']],
  ])('selects %s', (_, select, expected) => {
    const run = finish(
      started({
        a: [],
        b: ['a'],
        c: ['b'],
        d: { upstream: ['a'], group: 'g' },
        e: { upstream: ['c'], rule: 'all_done' },
      }),
      'b',
    );
    run.when(clear(select));
    expect(affectedBy(1, run.stream)).toEqual(expected.map((id) => `${id}/-1`));
  });

  it('is refused where the version has no such task', () => {
    const run = started({ a: [] });
    expect(run.when(clear(only('b')))).toEqual(['ControlRefused']);
    expect(run.stream.at(-1)?.payload).toMatchObject({ code: 'NOT_FOUND' });
  });
});
describe('a mapped task', () => {
  const mapped = (length: number, by = 'm'): RunInput => ({
    kind: 'evaluated',
    answer: { asked: { kind: 'map', by }, length },
  });
  const of = (mapIndex: number, tryNumber = 1): RunInput => ({
    kind: 'outcome',
    fact: { taskId: 'm', mapIndex, tryNumber, outcome: { kind: 'SUCCESS' }, cause: null, waitingSince: null },
  });
  const sketch = { list: [], m: { upstream: ['list'], mapped: { by: 'm', inputs: ['list'] } }, end: ['m'] };
  const ready = (): Scenario => {
    const run = started(sketch);
    run.when(succeeded('list'));
    run.when(mapped(2));
    run.when(of(0), of(1));
    run.when(succeeded('end'));
    expect(run.state.phase).toBe('success');
    return run;
  };

  it('is cleared by map index', () => {
    const run = ready();
    run.when(clear({ ...only('m'), mapIndexes: [1] }));
    expect(run.state.mapped?.['1']?.map((entry) => entry.state)).toEqual(['success', 'queued']);
    run.when(of(1, 2));
    expect(run.state.phase).toBe('success');
  });

  it('is expanded anew when what it is mapped over is cleared with it', () => {
    const run = ready();
    run.when(clear(from('list')));
    expect(affectedBy(1, run.stream)).toEqual(['list/-1', 'm/-1', 'm/0', 'm/1', 'end/-1']);
    run.when(succeeded('list', 2));
    expect(obligations(run.index, run.state, run.now).evaluate).toEqual([{ kind: 'map', by: 'm' }]);
    run.when(mapped(3));
    expect(run.state.mapped?.['1']?.map((entry) => [entry.state, entry.tryNumber])).toEqual([
      ['queued', 2],
      ['queued', 2],
      ['queued', 1],
    ]);
    run.when(of(0, 2), of(1, 2), of(2, 1));
    run.when(succeeded('end', 2));
    expect(run.state.phase).toBe('success');
  });

  it('keeps its results when only what it is mapped over is cleared', () => {
    const run = ready();
    run.when(clear(only('list')));
    run.when(succeeded('list', 2));
    expect(run.state.phase).toBe('success');
    expect(run.state.mapped?.['1']?.map((entry) => entry.state)).toEqual(['success', 'success']);
  });

  it('that has not finished starts over with the new items', () => {
    const run = started(sketch);
    run.when(succeeded('list'));
    run.when(mapped(2));
    run.when(of(0));
    run.when(clear(only('list')));
    expect(affectedBy(1, run.stream)).toEqual(['list/-1', 'm/-1', 'm/1']);
    run.when(succeeded('list', 2));
    run.when(mapped(1));
    expect(run.when(succeeded('end'))).toEqual(['TaskSucceeded end', 'RunSucceeded']);
    expect(run.state.mapped?.['1']?.map((entry) => entry.state)).toEqual(['success', 'removed']);
  });

  it('over a mapped task that comes out shorter has as many instances, and more when that is longer again', () => {
    const over = { upstream: ['m'], mapped: { by: 'mm', inputs: ['m'] } };
    // mapped over something else: it has its items whatever becomes of the task above it
    const beside = { upstream: ['m'], mapped: { by: 'beside', inputs: [] } };
    const run = started({ list: [], m: sketch.m, mm: over, beside });
    /** Everything succeeds, until the run has ended. */
    const play = (length: number): Record<string, unknown> => {
      for (let turns = 0; turns < 20 && run.state.phase === 'running'; turns += 1) {
        const { evaluate, dispatch } = obligations(run.index, run.state, run.now);
        for (const asked of evaluate)
          if (asked.kind === 'map') run.when(mapped(asked.by === 'beside' ? 3 : length, asked.by));
        for (const { taskId, mapIndex, tryNumber } of dispatch)
          run.when(succeeded(mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`, tryNumber));
      }
      const states = (task: string): unknown =>
        run.state.mapped?.[String(run.index.position.get(task))]?.map((entry) => entry.state);
      return { run: run.state.phase, m: states('m'), mm: states('mm'), beside: states('beside') };
    };
    const success = (n: number): string[] => Array<string>(n).fill('success');
    expect(play(3)).toEqual({ run: 'success', m: success(3), mm: success(3), beside: success(3) });
    run.when(clear(from('list')));
    const shorter = ['success', 'removed', 'removed'];
    expect(play(1)).toEqual({ run: 'success', m: shorter, mm: shorter, beside: success(3) });
    run.when(clear(from('list'), 2));
    expect(play(4)).toEqual({ run: 'success', m: success(4), mm: success(4), beside: success(3) });
  });

  it('is refused for a map index that it does not have', () => {
    expect(ready().when(clear({ ...only('m'), mapIndexes: [7] }))).toEqual(['ControlRefused']);
  });
});
