import { assertNever } from '../../assert-never.js';
import { entryOf, type Instance, instanceKey } from '../instances.js';
import { descendants, type PlanIndex } from '../plan-index.js';
import { hasOpenTicket, type RunState } from '../run-state.js';
import { isFinished } from '../task-state.js';
import type { Cause, NewEvent, TurnDraft } from '../turn-draft.js';
import { clearScope } from './clear-scope.js';
import { clearInstances } from './clear-tasks.js';
import { oneTask, type Selection, type SettableState } from './control-request.js';
import { existing, hasFailed, selectInstances } from './select-instances.js';

/**
 * Gives task instances a state without running them; what runs is stopped. Marking does not by itself change how an ended run has ended; but where
 * success or skipped may let something run that had failed below, that is cleared, as Airflow does, and an ended run is then queued again.
 */
export function setTaskState(draft: TurnDraft, select: Selection, state: SettableState, cause: Cause): void {
  const marked = markable(draft.index, draft.state, select, state);
  const resumed = state === 'failed' ? [] : failedBelow(draft.index, draft.state, marked);
  draft.record(cause, ...marked.map((at) => markedAs(draft, at, state)));
  const again = clearScope(draft.index, draft.state, resumed);
  const byHand = new Set(marked.map(instanceKey));
  clearInstances(
    draft,
    again.filter((at) => !byHand.has(instanceKey(at))),
    cause,
  );
}

/** Passes over instances that have not finished. */
export function skipTask(draft: TurnDraft, taskId: string, mapIndex: number | null, cause: Cause): void {
  const open = unfinished(draft.index, draft.state, taskId, mapIndex);
  draft.record(cause, ...open.map((at) => markedAs(draft, at, 'skipped')));
}

export const unfinished = (index: PlanIndex, state: RunState, taskId: string, mapIndex: number | null): Instance[] =>
  selectInstances(index, state, oneTask(taskId, mapIndex)).filter(
    (at) => !isFinished(entryOf(state, at)?.state ?? 'none'),
  );

const markable = (index: PlanIndex, state: RunState, select: Selection, wanted: SettableState): Instance[] =>
  selectInstances(index, state, select).filter((at) => entryOf(state, at)?.state !== wanted);

/** What stands failed below and may run now. */
export function failedBelow(index: PlanIndex, state: RunState, marked: readonly Instance[]): Instance[] {
  const below = descendants(index, [...new Set(marked.map((at) => at.position))]);
  return [...below].flatMap((position) =>
    existing(state, position).filter((at) => hasFailed(entryOf(state, at)?.state)),
  );
}

function markedAs(draft: TurnDraft, at: Instance, state: SettableState): NewEvent {
  const entry = draft.entry(at);
  const name = draft.nameOf(at);
  const settles = hasOpenTicket(entry) ? { settles: 'CANCELLED' as const } : {};
  const payload = { tryNumber: entry.tryNumber, ...settles };
  switch (state) {
    case 'success':
      return { type: 'TaskSucceeded', ...name, payload: { ...payload, byHand: true } };
    case 'skipped':
      return { type: 'TaskSkipped', ...name, payload: { ...payload, cause: 'set by hand' } };
    case 'failed': {
      const error = { type: 'Cancelled', message: 'the task was set to failed', retryable: false };
      return { type: 'TaskFailed', ...name, payload: { ...payload, outcome: 'CANCELLED', error } };
    }
    default:
      return assertNever(state, 'state to set');
  }
}
