import { describe, expect, it } from 'vitest';
import { explain, KNOWN, started, TICKET } from '../../../../test/support/explained.js';
import { control, failed, mappedOver, planOf, Scenario, succeeded } from '../../../../test/support/run-builder.js';
import { TASK_STATES } from '../task-state.js';
import { TurnDraft } from '../turn-draft.js';
import { explainInstance } from './explain-instance.js';
import type { Known } from './explanation.js';

const mapped = (...inputs: string[]) => ({ upstream: inputs, mapped: { by: 'm', inputs } });

describe('why a task instance has not started', () => {
  it('names the open tasks above it, the rule and the counts that the rule judges', () => {
    const run = started({ a: [], b: [], c: ['a', 'b'] });
    run.when(succeeded('a'));
    expect(explain(run, 'c')).toMatchObject({
      reason: 'UPSTREAM',
      summary: 'waits for 1 of 2 upstream tasks (b) under the rule all_success',
      blockedBy: ['b'],
      facts: { rule: { name: 'all_success', counts: { upstream: 2, success: 1, done: 1 } }, try: { number: 0, of: 1 } },
    });
  });

  it('counts the instances of a mapped task above it', () => {
    const run = started({ m: mapped(), z: ['m'] });
    run.when(mappedOver('m', 3));
    run.when(succeeded('m[1]'));
    expect(explain(run, 'z').summary).toContain('(m), 1 of its 3 instances have finished, under the rule');
  });

  it('in a mapped group, looks at its counterpart only', () => {
    const inGroup = (upstream: string[]) => ({ upstream, mapped: { by: 'g', inputs: [] }, group: 'g' });
    const run = started({ one: inGroup([]), two: inGroup(['one']) });
    run.when(mappedOver('g', 2));
    run.when(succeeded('one[0]'));
    expect(explain(run, 'two[1]')).toMatchObject({ blockedBy: ['one'], facts: { rule: { counts: { upstream: 1 } } } });
  });

  it('names at most five', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`t${i}`, []]));
    const run = started({ ...many, z: Object.keys(many) });
    expect(explain(run, 'z').summary).toContain('(t0, t1, t2, t3, t4 and 4 more)');
  });

  it('waits for setups that stand further up', () => {
    const run = started({
      make: { setup: true },
      other: { setup: true },
      work: ['make'],
      more: ['work', 'other'],
      last: { upstream: ['more'], rule: 'always' },
    });
    run.when(succeeded('make'));
    expect(explain(run, 'last')).toMatchObject({
      reason: 'SETUP',
      summary: 'waits for 1 of 2 setups above it (other)',
      blockedBy: ['other'],
    });
  });

  it('waits for the items that it, or its group, is mapped over', () => {
    const run = started({ list: [], m: mapped('list'), t: { mapped: { by: 'g', inputs: ['list'] }, group: 'g' } });
    expect(explain(run, 'm')).toMatchObject({
      reason: 'ITEMS',
      summary: 'waits for its items: it is mapped over list',
      blockedBy: ['list'],
    });
    expect(explain(run, 't').summary).toBe('waits for its items: its group g is mapped over list');
    run.when(succeeded('list'));
    expect(explain(run, 'm').summary).toBe('waits for its items: they are being counted');
  });

  it('waits for the condition of an edge', () => {
    const run = started({ a: [], b: { upstream: ['a'], conditional: ['a'] } });
    expect(explain(run, 'b').reason).toBe('UPSTREAM');
    run.when(succeeded('a'));
    expect(explain(run, 'b')).toMatchObject({
      reason: 'EDGE',
      summary: 'the condition of its edge from a is being evaluated',
      blockedBy: ['a'],
    });
  });

  describe('given it depends on the run before', () => {
    const past = { dagRunId: 'r-1', runId: 'scheduled__1', everRan: true };
    it.each([
      [
        { ...past, worst: 'RUNNING', state: 'none', dependentsDone: true },
        /^waits for the run before: there it is running in scheduled__1 \(dependsOnPast\)$/,
      ],
      [{ ...past, worst: null, state: null, dependentsDone: true }, /has no such task/],
      [
        { ...past, worst: 'SUCCESS', state: 'success', dependentsDone: false },
        /a task directly below it has not succeeded \(waitForDownstream\)/,
      ],
    ] as const)('and that one is %j, says so', (before, text) => {
      const run = started({ a: { dependsOnPast: true } });
      const said = explain(run, 'a', { past: before, waitForDownstream: true });
      expect(said).toMatchObject({ reason: 'PAST', blockedBy: ['scheduled__1'], facts: { past: { dagRunId: 'r-1' } } });
      expect(said.summary).toMatch(text);
    });

    it('nobody has looked yet', () => {
      expect(explain(started({ a: { dependsOnPast: true } }), 'a').summary).toContain('about to look');
    });
  });

  it('is ready, but the run has no place', () => {
    const run = started({ a: [], b: [], c: [] }, { maxActiveTasks: 2 });
    expect(explain(run, 'c')).toMatchObject({
      reason: 'LIMIT',
      summary: 'ready, but 2 of 2 tasks of the run are active (maxActiveTasks)',
      blockedBy: ['maxActiveTasks'],
      facts: { limits: [{ limit: 'maxActiveTasks', used: 2, of: 2 }] },
    });
  });

  it('is ready, but its task has no place in the run', () => {
    const run = started({ m: { ...mapped(), maxActivePerRun: 1 } });
    run.when(mappedOver('m', 2));
    expect(explain(run, 'm[1]')).toMatchObject({ reason: 'LIMIT', blockedBy: ['maxActivePerRun'] });
  });

  it('is ready, and more instances are mapped than the run starts at a time', () => {
    const run = started({ m: mapped() });
    run.when(mappedOver('m', 501));
    expect(explain(run, 'm[500]')).toMatchObject({ blockedBy: ['mappedWindow'], facts: { limits: [{ of: 500 }] } });
  });
});

describe('why a run has not begun', () => {
  const run = new Scenario(planOf({ a: [] }));
  it.each([
    [{ admitted: false, dagPaused: true }, 'DAG_PAUSED', 'the run is queued because the DAG is paused'],
    [
      { admitted: false, dagPaused: false },
      'RUN_QUEUED',
      'the run is queued until fewer runs of the DAG are active (maxActiveRuns): 3 runs of 3',
    ],
    [
      { admitted: false, dagPaused: false, backfill: { id: 'b1', paused: false } },
      'RUN_QUEUED',
      'the run is queued until fewer runs of its backfill are active (maxActiveRuns): 3 runs of 3',
    ],
    [
      { admitted: false, dagPaused: false, backfill: { id: 'b1', paused: true } },
      'RUN_QUEUED',
      'the run is queued because its backfill is paused',
    ],
    [{ admitted: true, dagPaused: false }, 'RUN_STARTING', 'the run is about to start'],
  ])('given %j, says so', (given, reason, summary) => {
    const said = explain(run, 'a', { run: { ...given, activeRuns: 3, maxActiveRuns: 3 } });
    expect(said).toMatchObject({ reason, summary });
  });

  it('a task that was left without a state by a run that ended says so', () => {
    const queued = new Scenario(planOf({ a: [], b: ['a'] }));
    const state = { ...queued.state, phase: 'failed' as const };
    const draft = new TurnDraft(queued.index, state, queued.now);
    expect(explainInstance(draft, { position: 0, mapIndex: -1 }, KNOWN).reason).toBe('RUN_ENDED');
  });
});

describe('given the run is paused', () => {
  const pause = control(1, { kind: 'pauseRun' });

  it('says so where nothing else keeps a task, and beside what does', () => {
    const run = started({ a: [], b: ['a'], c: ['b'] });
    run.when(pause);
    run.when(succeeded('a'));
    expect(explain(run, 'b')).toMatchObject({ reason: 'RUN_PAUSED', facts: { pause: { of: ['run'] } } });
    expect(explain(run, 'c')).toMatchObject({
      reason: 'UPSTREAM',
      blockedBy: ['b'],
      facts: { pause: { of: ['run'] } },
    });
  });

  it('says so of a retry that is due', () => {
    const run = started({ a: { retries: 1 } });
    run.when(failed('a'));
    run.when(pause);
    expect(explain(run, 'a').reason).toBe('RETRY');
    expect(explain(run.after(3_600_000), 'a').reason).toBe('RUN_PAUSED');
  });
});

describe('why a try does not run', () => {
  const run = started({ a: { queue: 'gpu', retries: 2 } });
  const slots = {
    pool: 'db',
    poolSlots: 2,
    slots: 7,
    occupied: 6,
    position: 3,
    perDag: null,
    perDagUsed: 0,
    global: null,
    globalUsed: 0,
  };
  it.each<[Partial<Known>, string, string]>([
    [{}, 'WORKER', 'try 1 of 3 waits for a worker of queue "gpu"'],
    [
      { ticket: { ...TICKET, overdueAt: 'T' } },
      'WORKER',
      'try 1 of 3 waits for a worker of queue "gpu", for too long since T: no worker serves the queue, or all of them are busy',
    ],
    [
      { ticket: { ...TICKET, lost: 2 } },
      'WORKER',
      'try 1 of 3 waits for a worker of queue "gpu", after 2 lost attempts',
    ],
    [
      { ticket: { ...TICKET, attempt: { number: 1, worker: 'w1', since: 'T' } } },
      'RUNNING',
      'try 1 of 3 is running on worker w1 since T',
    ],
    [{ ticket: { ...TICKET, settled: true } }, 'DECIDING', 'try 1 of 3 has ended, and the run is about to hear of it'],
    [{ slots }, 'SLOTS', "try 1 of 3 waits for 2 of pool db's 7 slots, position 3"],
  ])('given %j, %s', (known, reason, summary) => {
    expect(explain(run, 'a', known)).toMatchObject({ reason, summary });
  });

  it('says what blocks it and where it stands', () => {
    expect(explain(run, 'a', { slots })).toMatchObject({ blockedBy: ['pool db'], facts: { slots: { position: 3 } } });
  });
});

it.each(TASK_STATES.map((state) => [state]))('%s has a sentence', (state) => {
  const run = started({ a: [], b: ['a'] });
  const tasks = run.state.tasks.map((entry) => ({ ...entry, state }));
  const draft = new TurnDraft(run.index, { ...run.state, tasks }, run.now);
  expect(explainInstance(draft, { position: 1, mapIndex: -1 }, KNOWN).summary.length).toBeGreaterThan(6);
});
