import type { CompiledTask } from '../../src/domain/dag/index.js';
import type { JsonObject } from '../../src/domain/json.js';
import type { Dispatch } from '../../src/domain/runs/obligations.js';
import type { RunInput } from '../../src/domain/runs/run-inputs.js';
import {
  type BodyEnd,
  endOfPerformed,
  endOfStopped,
  endOfThrown,
  timeoutFailure,
  workerFailure,
} from '../engine/attempt/body-end.js';
import { mappableEnd } from '../engine/attempt/mappable-end.js';
import { taskErrorOf } from '../engine/attempt/task-error.js';
import type { XComRow } from '../engine/attempt/xcom-rows.js';
import { isSensor, type OutletEvent } from '../sdk/index.js';
import type { LogLine, TestContext } from '../sdk/testing/index.js';
import { playBody, type Played } from './play-body.js';
import { renderOutlets, renderTested } from './render-tested.js';
import { testedContext } from './tested-context.js';
import type { TestedRun } from './tested-run.js';

/** One attempt or poke, as far as the run hears of it: at `endsAt` it gets the input. */
export interface AttemptEnd {
  endsAt: number;
  input: RunInput;
  xcoms: readonly XComRow[];
  rendered: JsonObject | null;
  /** What a success updates. */
  updates: readonly OutletEvent[];
  log: readonly LogLine[];
}

export interface AttemptStart {
  dispatch: Dispatch;
  now: number;
  /** First execution over pokes and tries, where there was one. */
  waitingSince: number | null;
  /** Bodies of this instance before this one. */
  nth: number;
}

const unmasked = (text: string): string => text;

/** Makes an attempt in virtual time. @throws for what is the test's own mistake */
export async function virtualAttempt(run: TestedRun, start: AttemptStart): Promise<AttemptEnd> {
  const { dispatch, now, nth } = start;
  const task = run.tasks.get(dispatch.taskId);
  if (task === undefined) throw new Error(`testDag: no task "${dispatch.taskId}"`);
  const operator = run.registry.operator(task.type);
  const waitingSince = start.waitingSince ?? now;
  const rendered = await rendering(run, task, dispatch);
  const outlets = 'thrown' in rendered ? [] : rendered.outlets;
  const context = testedContext(run, { ...dispatch, waitingSince, now, outlets });
  const played: Played =
    'thrown' in rendered
      ? { ms: 0, done: { kind: 'threw', thrown: rendered.thrown } }
      : await playBody(run, task, context, rendered.params, nth);
  const { end: ended, endsAt } = endOf(task, played, { ...start, waitingSince });
  const { end, updates } = withUpdates(ended, context);
  const sensor = operator !== undefined && isSensor(operator);
  return {
    endsAt,
    input: inputOf(dispatch, end, sensor ? waitingSince : null),
    xcoms: end.kind === 'settled' ? end.xcoms : [],
    rendered: 'thrown' in rendered ? null : rendered.fields,
    updates,
    log: context.lines,
  };
}

async function rendering(run: TestedRun, task: CompiledTask, dispatch: Dispatch) {
  try {
    const outlets = await renderOutlets(run, task, dispatch);
    return { ...(await renderTested(run, task, dispatch)), outlets };
  } catch (thrown) {
    return { thrown };
  }
}

/** Updates that cannot be kept fail the try. */
function withUpdates(end: BodyEnd, context: TestContext): { end: BodyEnd; updates: readonly OutletEvent[] } {
  if (end.kind !== 'settled' || end.outcome.kind !== 'SUCCESS') return { end, updates: [] };
  try {
    return { end, updates: context.updates() };
  } catch (thrown) {
    return { end: endOfThrown(thrown, unmasked), updates: [] };
  }
}

function endOf(
  task: CompiledTask,
  { ms, done }: Played,
  { dispatch, now, waitingSince }: AttemptStart,
): { end: BodyEnd; endsAt: number } {
  const limit = task.executionTimeoutMs;
  if (limit !== null && ms > limit) {
    return { end: endOfStopped('timeout', timeoutFailure(limit), unmasked), endsAt: now + limit };
  }
  const endsAt = now + ms;
  if (done.kind === 'lost') {
    const error = taskErrorOf(workerFailure(), unmasked);
    return { end: { kind: 'settled', outcome: { kind: 'LOST', error }, xcoms: [] }, endsAt };
  }
  if (done.kind === 'threw') return { end: endOfThrown(done.thrown, unmasked), endsAt };
  const ref = { dagRunId: 'test-run', ...dispatch };
  const body = { begun: { ref, at: now, waitingSince }, now: () => endsAt };
  return { end: endOfResult(() => mappableEnd(endOfPerformed(done.performed, task, body), task)), endsAt };
}

/** A result that cannot be kept fails the try. */
function endOfResult(end: () => BodyEnd): BodyEnd {
  try {
    return end();
  } catch (thrown) {
    return endOfThrown(thrown, unmasked);
  }
}

function inputOf({ taskId, mapIndex, tryNumber, poke }: Dispatch, end: BodyEnd, waitingSince: number | null): RunInput {
  const key = { taskId, mapIndex, tryNumber };
  switch (end.kind) {
    case 'settled':
      return { kind: 'outcome', fact: { ...key, outcome: end.outcome, cause: null, waitingSince } };
    case 'waiting':
      return { kind: 'waiting', key, poke: poke + 1, nextAt: end.nextAt, waitingSince: waitingSince ?? 0, cause: null };
    case 'cut':
      throw new Error('testDag: no worker ends here');
  }
}
