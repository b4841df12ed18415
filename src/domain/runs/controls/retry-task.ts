import { entryOf, type Instance, instanceKey } from '../instances.js';
import type { PlanIndex } from '../plan-index.js';
import type { RunState } from '../run-state.js';
import type { Cause, TurnDraft } from '../turn-draft.js';
import { clearScope } from './clear-scope.js';
import { clearInstances } from './clear-tasks.js';
import { oneTask } from './control-request.js';
import { selectInstances } from './select-instances.js';
import { failedBelow } from './set-task-state.js';

/**
 * Tries again at once: a retry that waits is due now; what has failed gets one more try, and what failed below because of it is cleared, so that
 * it may follow.
 */
export function retryTask(draft: TurnDraft, taskId: string, mapIndex: number | null, cause: Cause): void {
  const { index, state } = draft;
  const [waiting, failed] = [
    inState(index, state, taskId, mapIndex, 'up_for_retry'),
    failedOf(draft, taskId, mapIndex),
  ];
  draft.record(
    cause,
    ...waiting.map((at) => ({
      type: 'TaskRetryDue' as const,
      ...draft.nameOf(at),
      payload: { tryNumber: draft.entry(at).tryNumber },
    })),
  );
  const again = new Set(failed.map(instanceKey));
  const scope = clearScope(index, state, [...failed, ...failedBelow(index, state, failed)]);
  clearInstances(draft, scope, cause, (at) => (again.has(instanceKey(at)) ? 1 : undefined));
}

const failedOf = ({ index, state }: TurnDraft, taskId: string, mapIndex: number | null): Instance[] =>
  inState(index, state, taskId, mapIndex, 'failed');

const inState = (
  index: PlanIndex,
  state: RunState,
  taskId: string,
  mapIndex: number | null,
  wanted: 'up_for_retry' | 'failed',
): Instance[] =>
  selectInstances(index, state, oneTask(taskId, mapIndex)).filter((at) => entryOf(state, at)?.state === wanted);

/** There is something to try again. */
export const isRetryable = (index: PlanIndex, state: RunState, taskId: string, mapIndex: number | null): boolean =>
  inState(index, state, taskId, mapIndex, 'up_for_retry').length > 0 ||
  inState(index, state, taskId, mapIndex, 'failed').length > 0;
