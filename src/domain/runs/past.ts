import type { TaskState } from './task-state.js';

export interface PastPolicy {
  dependsOnPast: boolean;
  waitForDownstream: boolean;
  /** A task that has never run in any earlier run does not wait for one. */
  ignoreFirstDependsOnPast: boolean;
}

/** The same task in the run before; `state` is null where that run has no instance of it. */
export interface PastInstance {
  state: TaskState | null;
  /** The tasks directly below it have finished, by success or skipped. */
  dependentsDone: boolean;
  /** Any earlier run has an instance of the task. */
  everRan: boolean;
}

/**
 * Whether the past lets a task start (airflow-semantics §1.5, PrevDagrunDep): nothing is skipped by it, the task waits.
 * @param previous null where there is no run before
 */
export function pastAllows(policy: PastPolicy, previous: PastInstance | null): boolean {
  if (!policy.dependsOnPast && !policy.waitForDownstream) return true;
  if (previous === null) return true;
  if (previous.state === null && !previous.everRan && policy.ignoreFirstDependsOnPast) return true;
  if (previous.state !== 'success' && previous.state !== 'skipped') return false;
  return !policy.waitForDownstream || previous.dependentsDone;
}
