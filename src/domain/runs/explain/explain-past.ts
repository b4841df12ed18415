import type { Explanation, Known, PastRun } from './explanation.js';

/** An instance that the run before keeps from starting (`dependsOnPast`, `waitForDownstream`). */
export function explainPast({ past, waitForDownstream }: Known): Explanation {
  if (past == null) {
    return { reason: 'PAST', summary: 'waits for the past: the run is about to look', blockedBy: [], facts: {} };
  }
  const { runId, dagRunId, worst, dependentsDone } = past;
  return {
    reason: 'PAST',
    summary: `waits for the run before: ${pastText(past, waitForDownstream)}`,
    blockedBy: [runId],
    facts: { past: { runId, dagRunId, state: worst, dependentsDone } },
  };
}

function pastText({ runId, worst, state }: PastRun, waitForDownstream: boolean): string {
  if (worst === null) return `${runId} has no such task, and it has run before (dependsOnPast)`;
  if (state !== 'success' && state !== 'skipped') return `there it is ${stateText(worst)} in ${runId} (dependsOnPast)`;
  return waitForDownstream
    ? `in ${runId} a task directly below it has not succeeded (waitForDownstream)`
    : `there it is ${stateText(worst)} in ${runId}, and this run is about to look again`;
}

const stateText = (state: string): string =>
  state === 'NONE' ? 'not started' : state.toLowerCase().replaceAll('_', ' ');
