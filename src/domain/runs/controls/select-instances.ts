import { areMappedTogether, entriesOf, entryOf, type Instance, instanceKey, instancesOf } from '../instances.js';
import { ancestors, descendants, type PlanIndex } from '../plan-index.js';
import type { RunState } from '../run-state.js';
import type { TaskState } from '../task-state.js';
import type { Selection } from './control-request.js';

/**
 * The task instances that a selection means in a run as it is now, in the plan's order, each once; what was removed is not among them. Pure, so
 * that a preview and the change itself select the same. Ids that the plan does not have select nothing: see `unknownIds`.
 */
export function selectInstances(index: PlanIndex, state: RunState, select: Selection): Instance[] {
  const named = namedInstances(index, state, select);
  const roots = [...new Set(named.map((at) => at.position))];
  const around = new Set([
    ...(select.upstream ? ancestors(index, roots) : []),
    ...(select.downstream ? descendants(index, roots) : []),
  ]);
  const chosen = new Map(named.map((at) => [instanceKey(at), at]));
  for (const position of around)
    for (const at of aroundNamed(index, state, named, position, select)) chosen.set(instanceKey(at), at);
  return inPlanOrder([...chosen.values()]).filter((at) => !select.onlyFailed || hasFailed(entryOf(state, at)?.state));
}

/** Ids of a selection that are neither a task nor a group of the plan. */
export const unknownIds = (index: PlanIndex, { taskIds }: Selection): string[] =>
  (taskIds ?? []).filter((id) => positionsOf(index, id).length === 0);

export const inPlanOrder = (instances: readonly Instance[]): Instance[] =>
  [...instances].sort((a, b) => a.position - b.position || a.mapIndex - b.mapIndex);

export const hasFailed = (state: TaskState | undefined): boolean => state === 'failed' || state === 'upstream_failed';

/** Those that exist: what stands for the task now, without what was removed. */
export const existing = (state: RunState, position: number): Instance[] =>
  instancesOf(state, position).filter((at) => entryOf(state, at)?.state !== 'removed');

function namedInstances(index: PlanIndex, state: RunState, { taskIds, mapIndexes, fromFailed }: Selection): Instance[] {
  const positions =
    taskIds === null
      ? index.plan.tasks.map((_, position) => position)
      : [...new Set(taskIds.flatMap((id) => positionsOf(index, id)))];
  return positions
    .flatMap((position) => existing(state, position))
    .filter((at) => mapIndexes === null || mapIndexes.includes(at.mapIndex))
    .filter((at) => fromFailed !== true || hasFailed(entryOf(state, at)?.state));
}

/** Of tasks that are mapped over the same items as a named one, only the same map indexes, where some were asked for. */
function aroundNamed(
  index: PlanIndex,
  state: RunState,
  named: readonly Instance[],
  position: number,
  { mapIndexes, fromFailed }: Selection,
): Instance[] {
  const all = existing(state, position);
  if (mapIndexes === null && fromFailed !== true) return all;
  const others = named.filter((at) => !areMappedTogether(index, at.position, position));
  if (others.length > 0 || state.mapped?.[position] === undefined) return all;
  const indexes = new Set(named.map((at) => at.mapIndex));
  return all.filter((at) => indexes.has(at.mapIndex));
}

/** A task, or all tasks of a group. */
function positionsOf(index: PlanIndex, id: string): number[] {
  const position = index.position.get(id);
  if (position !== undefined) return [position];
  return index.plan.tasks.flatMap(({ group }, i) => (group === id || group?.startsWith(`${id}.`) === true ? [i] : []));
}

/** Any instance of the task has the condition. */
export const someInstance = (state: RunState, position: number, holds: (state: TaskState) => boolean): boolean =>
  entriesOf(state, position).some((entry) => holds(entry.state));
