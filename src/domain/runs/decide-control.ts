import { assertNever } from '../assert-never.js';
import { controlCause } from './controls/affected.js';
import { clearTasks } from './controls/clear-tasks.js';
import type { ControlRequest } from './controls/control-request.js';
import { refusalOf } from './controls/refuse-control.js';
import { retryTask } from './controls/retry-task.js';
import { setRunState } from './controls/set-run-state.js';
import { setTaskState, skipTask } from './controls/set-task-state.js';
import type { ControlFact } from './run-inputs.js';
import type { Cause, TurnDraft } from './turn-draft.js';

/** What a person asked for, in the order of its number; each is answered once, by ControlApplied or ControlRefused. */
export function decideControl(draft: TurnDraft, fact: ControlFact): void {
  if (fact.number <= draft.state.lastControl) return;
  const cause: Cause = { actor: fact.actor, reason: fact.reason, causationId: controlCause(fact.number) };
  const { number, request } = fact;
  // the run may have been moved to another version for it, whose new tasks nobody has looked at, whatever is said of the clear itself
  if (request.kind === 'clearTasks') draft.touchAll();
  const refusal = refusalOf(draft.index, draft.state, request);
  if (refusal !== null)
    return draft.record(cause, { type: 'ControlRefused', payload: { number, request, ...refusal } });
  draft.record(cause, { type: 'ControlApplied', payload: { number, request } });
  applyControl(draft, request, cause);
}

function applyControl(draft: TurnDraft, request: ControlRequest, cause: Cause): void {
  switch (request.kind) {
    case 'setRunState':
      return setRunState(draft, request.state, cause);
    case 'clearTasks':
      return clearTasks(draft, request.select, cause);
    case 'setTaskState':
      return setTaskState(draft, request.select, request.state, cause);
    case 'retryTask':
      return retryTask(draft, request.taskId, request.mapIndex, cause);
    case 'skipTask':
      return skipTask(draft, request.taskId, request.mapIndex, cause);
    case 'pauseRun':
      return draft.record(cause, { type: 'RunPaused', payload: { cause: 'control' } });
    case 'resumeRun':
      draft.record(cause, { type: 'RunResumed', payload: { cause: 'control' } });
      return draft.touchAll();
    case 'setNote':
      return setNote(draft, request, cause);
    default:
      return assertNever(request, 'control');
  }
}

function setNote(draft: TurnDraft, request: Extract<ControlRequest, { kind: 'setNote' }>, cause: Cause): void {
  const { taskId, mapIndex, note } = request;
  if (taskId === null) return draft.record(cause, { type: 'RunNoted', payload: { note } });
  const tryNumber = draft.find({ taskId, mapIndex })?.entry.tryNumber ?? 0;
  draft.record(cause, { type: 'TaskNoted', taskId, mapIndex, payload: { tryNumber, note } });
}
