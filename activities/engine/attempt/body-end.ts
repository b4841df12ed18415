import type { AddedUpdate } from '../../../src/domain/assets/outlet-updates.js';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import { assertNever } from '../../../src/domain/assert-never.js';
import type { Outcome, WaitsAs } from '../../../src/domain/runs/outcome.js';
import { TaskFailure, type TaskResult } from '../../sdk/index.js';
import type { Begun } from './begin.js';
import type { StopCause } from './body.js';
import { nextPokeAt } from './next-poke.js';
import type { Performed } from './run-operator.js';
import { isSkip, type Mask, taskErrorOf } from './task-error.js';
import { type XComRow, xcomRows } from './xcom-rows.js';

/** How a body ended. cut: the worker goes down, and the end of its lease tells of it. */
export type BodyEnd =
  | { kind: 'settled'; outcome: Outcome; xcoms: readonly XComRow[]; updates?: readonly AddedUpdate[] }
  | { kind: 'waiting'; nextAt: number; as?: WaitsAs }
  | { kind: 'cut' };

/** What the end of a body depends on beside what its code came to. */
export interface EndingBody {
  begun: Pick<Begun, 'ref' | 'waitingSince' | 'at'>;
  /** ms since the epoch. */
  now(): number;
  /** Work that runs elsewhere: when the time of its try is over, ms since the epoch; null for never. */
  deadline?: number | null;
}

/** What a task that returned has come to. @throws TaskFailure for results that cannot be kept */
export function endOfPerformed(performed: Performed, task: CompiledTask, body: EndingBody): BodyEnd {
  if (performed.kind === 'notYet') return endOfPoke(task, body, performed);
  if (performed.kind === 'deferred') return endOfDeferral(performed.delayMs, body);
  const { result } = performed;
  return { kind: 'settled', outcome: successOf(result), xcoms: xcomRows(result, task.xcom) };
}

const successOf = ({ follow }: TaskResult): Outcome =>
  follow === undefined ? { kind: 'SUCCESS' } : { kind: 'SUCCESS', follow };

/** The job is asked for again, at the latest when the try's time is over. */
function endOfDeferral(delayMs: number, body: EndingBody): BodyEnd {
  const next = body.now() + delayMs;
  return { kind: 'waiting', nextAt: Math.min(next, body.deadline ?? next), as: 'deferred' };
}

/** A sensor that keeps its own time is asked again after this long at the latest. */
const FOR_EVER_MS = 3_653 * 86_400_000;

type NotYet = Extract<Performed, { kind: 'notYet' }>;

function endOfPoke(task: CompiledTask, body: EndingBody, { until, by, keepsTime }: NotYet): BodyEnd {
  const { ref, waitingSince, at } = body.begun;
  const nextAt = nextPokeAt(
    { ...task, until, by, ...(keepsTime ? { timeoutMs: FOR_EVER_MS } : {}) },
    ref.poke,
    waitingSince ?? at,
    body.now(),
  );
  if (nextAt !== null)
    return { kind: 'waiting', nextAt, ...(task.type === 'approval' ? { as: 'awaiting_input' } : {}) };
  const message = `not true within ${task.timeoutMs / 1000} s, after ${ref.poke + 1} pokes`;
  if (task.softFail) return settled({ kind: 'SKIPPED', reason: `the sensor was ${message}` });
  const error = { type: 'SensorTimeout', message, stack: null, retryable: false };
  return settled({ kind: 'TIMED_OUT', error });
}

/** What a task that threw has come to. */
export function endOfThrown(thrown: unknown, mask: Mask): BodyEnd {
  const error = taskErrorOf(thrown, mask);
  return settled(isSkip(thrown) ? { kind: 'SKIPPED', reason: error.message } : { kind: 'FAILED', error });
}

/** A body that was told to stop ends as it was told, whatever it made of it. */
export function endOfStopped(cause: StopCause, reason: unknown, mask: Mask): BodyEnd {
  const error = taskErrorOf(reason, mask);
  switch (cause) {
    case 'timeout':
      return settled({ kind: 'TIMED_OUT', error });
    case 'settled':
      return settled({ kind: 'CANCELLED', error });
    case 'worker':
      return { kind: 'cut' };
    default:
      return assertNever(cause, 'cause of a stop');
  }
}

const settled = (outcome: Outcome): BodyEnd => ({ kind: 'settled', outcome, xcoms: [] });

export const timeoutFailure = (ms: number): TaskFailure =>
  new TaskFailure('Timeout', `the attempt took longer than its execution timeout of ${ms / 1000} s`);
export const cancelFailure = (): TaskFailure =>
  new TaskFailure('Cancelled', 'the run has settled this task', { retryable: false });
export const workerFailure = (): TaskFailure => new TaskFailure('WorkerLost', 'the worker was stopped');
