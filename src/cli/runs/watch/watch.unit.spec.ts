import { describe, expect, it } from 'vitest';
import { styler } from '../../format/style.js';
import type { WatchedRun, WatchedTask } from '../runs.operations.js';
import { redrawer } from './redraw.js';
import { changeLines } from './watch-lines.js';
import { watchTable } from './watch-table.js';

const task = (taskId: string, fields: Partial<WatchedTask> = {}): WatchedTask => ({
  taskId,
  mapIndex: -1,
  state: 'NONE',
  operator: 'bash',
  tryNumber: 0,
  maxTries: 1,
  queuedAt: null,
  startedAt: null,
  endedAt: null,
  nextTryAt: null,
  pokeCount: 0,
  ...fields,
});
const run = (tasks: readonly WatchedTask[], fields: Partial<WatchedRun> = {}): WatchedRun => ({
  id: 'r',
  dagId: 'weather',
  runId: 'manual__1',
  type: 'MANUAL',
  state: 'RUNNING',
  logicalDate: null,
  runAfter: '2026-11-21T08:00:00Z',
  queuedAt: '2026-11-21T08:00:00Z',
  startedAt: '2026-11-21T08:00:00Z',
  endedAt: null,
  triggeredBy: { kind: 'USER', name: 'ada' },
  stateCounts: [{ state: 'RUNNING', count: 1 }],
  tasks: { nodes: tasks, totalCount: tasks.length },
  ...fields,
});
const view = (rows: number, columns = 100): Parameters<typeof watchTable>[1] => ({
  rows,
  columns,
  now: Date.parse('2026-11-21T08:00:10Z'),
  style: styler({ env: {}, stdout: { write: () => true } }),
});

describe('watchTable', () => {
  it('shows states, tries and durations, those of what still runs up to now', () => {
    const tasks = [
      task('fetch', {
        state: 'SUCCESS',
        tryNumber: 1,
        startedAt: '2026-11-21T08:00:01Z',
        endedAt: '2026-11-21T08:00:03.4Z',
      }),
      task('load', { state: 'RUNNING', tryNumber: 2, maxTries: 3, startedAt: '2026-11-21T08:00:04Z' }),
      task('ready', { state: 'UP_FOR_RESCHEDULE', operator: 'sensor.file', pokeCount: 4, tryNumber: 1 }),
      task('again', { state: 'UP_FOR_RETRY', tryNumber: 1, maxTries: 2, nextTryAt: '2026-11-21T08:01:10Z' }),
      task('each', { mapIndex: 7 }),
    ];
    expect(watchTable(run(tasks), view(24))).toEqual([
      'weather/manual__1  RUNNING  10.0s',
      '1 RUNNING',
      '',
      'TASK     STATE              TRY  DURATION  OPERATOR',
      'fetch    SUCCESS            1/1  2.4s      bash',
      'load     RUNNING            2/3  6.0s      bash',
      'ready    UP_FOR_RESCHEDULE  1/1            sensor.file (4 pokes)',
      'again    UP_FOR_RETRY       1/2  in 1m00s  bash',
      'each[7]  NONE                              bash',
    ]);
  });

  it('never has more lines than the terminal, and keeps what runs and fails, in its order', () => {
    const tasks = Array.from({ length: 50 }, (_, i) =>
      task(`t${i}`, { state: i === 40 ? 'FAILED' : i === 45 ? 'RUNNING' : i === 20 ? 'QUEUED' : 'SUCCESS' }),
    );
    const lines = watchTable(run(tasks), view(8));
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.slice(4)).toEqual([
      expect.stringContaining('t20'),
      expect.stringContaining('t40'),
      expect.stringContaining('t45'),
      '… and 47 more',
    ]);
  });

  it('says how many tasks were not even read', () => {
    expect(watchTable(run([task('a')], { tasks: { nodes: [task('a')], totalCount: 9_000 } }), view(24)).at(-1)).toBe(
      '… and 8999 more',
    );
  });
});

describe('changeLines', () => {
  it('starts with the tasks that are under way, and the run', () => {
    const first = run([task('a'), task('b', { state: 'RUNNING', tryNumber: 1, startedAt: '2026-11-21T08:00:02Z' })]);
    expect(changeLines(null, first)).toEqual([
      '2026-11-21T08:00:02Z  b  RUNNING',
      '2026-11-21T08:00:00Z  weather/manual__1  RUNNING',
    ]);
  });

  it('tells each change once', () => {
    const before = run([task('a', { state: 'RUNNING', tryNumber: 1, maxTries: 2 }), task('b')]);
    const now = run([
      task('a', {
        state: 'UP_FOR_RETRY',
        tryNumber: 1,
        maxTries: 2,
        endedAt: '2026-11-21T08:00:03Z',
        nextTryAt: '2026-11-21T08:05:03Z',
      }),
      task('b'),
    ]);
    expect(changeLines(before, now)).toEqual([
      '2026-11-21T08:00:03Z  a  UP_FOR_RETRY (try 1 of 2), next at 2026-11-21T08:05:03Z',
    ]);
    expect(changeLines(now, now)).toEqual([]);
  });

  it('tells a new try of a task that changed state twice in between', () => {
    const tries = (tryNumber: number): WatchedRun => run([task('a', { state: 'RUNNING', tryNumber, maxTries: 2 })]);
    expect(changeLines(tries(1), tries(2))).toEqual(['a  RUNNING (try 2 of 2)']);
  });

  it('tells of a queued task when it was queued, not when its last try ended', () => {
    const queued = task('a', { state: 'QUEUED', queuedAt: '2026-11-21T08:00:07Z', endedAt: '2026-11-21T08:00:03Z' });
    expect(changeLines(run([task('a')]), run([queued]))).toEqual(['2026-11-21T08:00:07Z  a  QUEUED']);
  });

  it('ends with the run', () => {
    const ended = run([], { state: 'SUCCESS', endedAt: '2026-11-21T08:00:09Z' });
    expect(changeLines(run([]), ended)).toEqual(['2026-11-21T08:00:09Z  weather/manual__1  SUCCESS']);
  });
});

/** What a terminal shows after these writes: understands the sequences that are used, and no other. */
function screenAfter(writes: readonly string[]): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [token] of writes.join('').matchAll(/\u001b\[\d*[AJK]|\r|\n|[^\u001b\r\n]+/g)) {
    if (token === '\n') lines[++row] ??= '';
    else if (/^\u001b\[\d+A$/.test(token)) row -= Number(token.slice(2, -1));
    else if (token === '\u001b[J') lines.splice(row, lines.length, '');
    else if (token === '\u001b[K') continue;
    else if (token !== '\r') lines[row] = token;
  }
  return lines;
}

describe('redrawer', () => {
  it('draws over what stands there, and clears what a shorter picture leaves', () => {
    const writes: string[] = [];
    const screen = redrawer({ write: (text) => writes.push(text) });
    screen.draw(['one', 'two', 'three']);
    screen.draw(['ONE', 'TWO']);
    expect(screenAfter(writes)).toEqual(['ONE', 'TWO', '']);
  });

  it('goes on below what was written in between', () => {
    const writes: string[] = [];
    const screen = redrawer({ write: (text) => writes.push(text) });
    screen.draw(['one']);
    writes.push('connection lost\n');
    screen.forget();
    screen.draw(['two']);
    expect(screenAfter(writes)).toEqual(['one', 'connection lost', 'two', '']);
  });
});
