import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Present } from '../../../src/domain/runs/controls/moved-version.js';
import { type PlanIndex, priorityOf } from '../../../src/domain/runs/plan-index.js';
import type { NewInstance } from '../../../src/runs/create-run.js';

/** A task instance that a run's new version adds, as its row shows it. */
export interface AddedInstance extends Omit<NewInstance, 'id'> {
  taskId: string;
  mapIndex: number;
  position: number;
  /** Upper case. */
  state: string;
  tryNumber: number;
}

export function addedInstance(
  index: PlanIndex,
  tasks: ReadonlyMap<string, CompiledTask>,
  { taskId, mapIndex, position, entry }: Present,
): AddedInstance {
  const task = tasks.get(taskId);
  if (task === undefined) throw new Error(`the version has no task ${taskId}`);
  const { type, pool, poolSlots, queue, displayName } = task;
  const { tryNumber, maxTries } = entry;
  return {
    ...{ taskId, mapIndex, position, state: entry.state.toUpperCase(), tryNumber, maxTries },
    ...{ operator: type, pool, poolSlots, priorityWeight: priorityOf(index, position), queue, displayName },
  };
}
