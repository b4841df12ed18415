import { assertNever } from '../../assert-never.js';
import { entryOf } from '../instances.js';
import type { PlanIndex } from '../plan-index.js';
import type { RunState } from '../run-state.js';
import { isEnded } from '../task-state.js';
import { type ControlRequest, oneTask, type Selection } from './control-request.js';
import { isRetryable } from './retry-task.js';
import { selectInstances, unknownIds } from './select-instances.js';
import type { WantedRunState } from './set-run-state.js';
import { unfinished } from './set-task-state.js';

export interface ControlRefusal {
  code: 'ILLEGAL_STATE' | 'NOT_FOUND';
  message: string;
}

/** Why a run as it is now does not do what was asked, or null. */
export function refusalOf(index: PlanIndex, state: RunState, request: ControlRequest): ControlRefusal | null {
  switch (request.kind) {
    case 'setRunState':
      return illegal(ofRunState(state, request.state));
    case 'clearTasks':
    case 'setTaskState':
      return ofSelection(index, state, request.select);
    case 'retryTask':
    case 'skipTask':
      return ofSelection(index, state, oneTask(request.taskId, request.mapIndex)) ?? ofTask(index, state, request);
    case 'pauseRun':
      if (isEnded(state.phase)) return illegal(`the run has ended: it is ${state.phase}`);
      return illegal(state.paused === true ? 'the run is paused already' : null);
    case 'resumeRun':
      return illegal(state.paused === true ? null : 'the run is not paused');
    case 'setNote':
      return ofNote(index, state, request);
    default:
      return assertNever(request, 'control');
  }
}

const illegal = (message: string | null): ControlRefusal | null =>
  message === null ? null : { code: 'ILLEGAL_STATE', message };

function ofRunState({ phase }: RunState, wanted: WantedRunState): string | null {
  if (wanted === phase) return `the run is ${phase} already`;
  if (wanted === 'queued' && phase === 'running') return 'the run is running; only an ended run can be queued again';
  return null;
}

function ofSelection(index: PlanIndex, state: RunState, select: Selection): ControlRefusal | null {
  const unknown = unknownIds(index, select);
  if (unknown.length > 0) return { code: 'NOT_FOUND', message: `this version of the dag has no task ${list(unknown)}` };
  if (select.mapIndexes === null) return null;
  const { taskIds, mapIndexes } = select;
  const plain = { ...select, upstream: false, downstream: false, onlyFailed: false, fromFailed: false };
  const found = new Set(selectInstances(index, state, plain).map((at) => at.mapIndex));
  const missing = mapIndexes.filter((each) => !found.has(each));
  if (missing.length === 0) return null;
  return { code: 'NOT_FOUND', message: `no task instance ${list(taskIds ?? [])} with the map index ${list(missing)}` };
}

const list = (names: readonly (string | number)[]): string => names.join(', ');

function ofTask(
  index: PlanIndex,
  state: RunState,
  { kind, taskId, mapIndex }: Extract<ControlRequest, { kind: 'retryTask' | 'skipTask' }>,
): ControlRefusal | null {
  if (kind === 'retryTask')
    return illegal(
      isRetryable(index, state, taskId, mapIndex)
        ? null
        : `${taskId} is neither up for retry nor failed; clear it to run it again`,
    );
  if (isEnded(state.phase)) return illegal(`the run has ended: it is ${state.phase}`);
  const open = unfinished(index, state, taskId, mapIndex).length > 0;
  return illegal(open ? null : `${taskId} has finished; set its state instead`);
}

function ofNote(
  index: PlanIndex,
  state: RunState,
  { taskId, mapIndex }: Extract<ControlRequest, { kind: 'setNote' }>,
): ControlRefusal | null {
  if (taskId === null) return null;
  const position = index.position.get(taskId) ?? -1;
  if (entryOf(state, { position, mapIndex }) !== undefined) return null;
  return { code: 'NOT_FOUND', message: `the run has no task instance ${taskId} with the map index ${mapIndex}` };
}
