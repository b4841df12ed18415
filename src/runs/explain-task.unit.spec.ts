import { describe, expect, it } from 'vitest';
import { TASK_STATES } from '../domain/runs/task-state.js';
import { explainTask, type TaskFacts } from './explain-task.js';

const facts = (changes: Partial<TaskFacts>): TaskFacts => ({
  ...{
    state: 'NONE',
    rule: 'all_success',
    tryNumber: 0,
    maxTries: 3,
    queue: 'default',
    nextTryAt: null,
    note: null,
    upstream: [],
  },
  run: { state: 'RUNNING', admitted: true, dagPaused: false },
  ...changes,
});
const upstream = [
  { taskId: 'a', state: 'SUCCESS' },
  { taskId: 'b', state: 'RUNNING' },
  { taskId: 'c', state: 'FAILED' },
];

describe('why a task is in its state', () => {
  it('given a waiting one, names what it waits for, with counts', () => {
    expect(explainTask(facts({ upstream }))).toEqual({
      summary: 'waits for 1 of 3 upstream tasks (b) under the rule all_success',
      rule: 'all_success',
      upstream: { SUCCESS: 1, RUNNING: 1, FAILED: 1 },
      blockedBy: ['b'],
    });
  });

  it.each([
    [{ run: { state: 'QUEUED', admitted: false, dagPaused: true } }, /paused/],
    [{ run: { state: 'QUEUED', admitted: false, dagPaused: false } }, /maxActiveRuns/],
    [{ state: 'QUEUED', tryNumber: 2, queue: 'gpu' }, /try 2 of 3 waits for a worker of queue "gpu"/],
    [
      { state: 'SUCCESS', tryNumber: 1, from: { kind: 'cache', dagRunId: 'r1', mapIndex: -1, tryNumber: 2 } as const },
      /without running: the result was in the cache, from try 2 in run r1/,
    ],
    [
      { state: 'SUCCESS', tryNumber: 1, from: { kind: 'target', target: 'file x' } as const },
      /without running: its target exists \(file x\)/,
    ],
    [
      { state: 'QUEUED', tryNumber: 1, overdueAt: '2026-01-01T00:10:00.000Z' },
      /for too long since 2026-01-01T00:10:00.000Z: no worker serves the queue/,
    ],
    [{ state: 'UP_FOR_RETRY', tryNumber: 1, nextTryAt: '2026-01-01T00:00:00.000Z' }, /next one starts at 2026/],
    [{ state: 'UPSTREAM_FAILED', upstream }, /b, c did not succeed/],
    [
      { state: 'NONE', upstream: Array.from({ length: 9 }, (_, i) => ({ taskId: `t${i}`, state: 'NONE' })) },
      /t4 and 4 more/,
    ],
  ])('given %j, says so', (changes, expected) => {
    expect(explainTask(facts(changes)).summary).toMatch(expected);
  });

  it.each(TASK_STATES.map((state) => [state.toUpperCase()]))('%s has a sentence', (state) => {
    expect(explainTask(facts({ state, tryNumber: 1 })).summary.length).toBeGreaterThan(6);
  });
});
