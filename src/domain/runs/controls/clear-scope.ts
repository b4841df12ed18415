import { areMappedTogether, entryOf, type Instance, instanceKey } from '../instances.js';
import type { PlanIndex } from '../plan-index.js';
import type { RunState } from '../run-state.js';
import { isEnded, isFinished } from '../task-state.js';
import { existing, inPlanOrder, someInstance } from './select-instances.js';

/**
 * Everything that is cleared when some instances are: the setups of work and the teardowns of setups come along (airflow-semantics §1.12), what is
 * mapped over something cleared is evaluated again, and a condition of an edge is asked again where its source is cleared. Only what the clear
 * changes: an instance that has not run and of which nothing is known stays as it is, unless the run has ended without it.
 */
export function clearScope(index: PlanIndex, state: RunState, selected: readonly Instance[]): Instance[] {
  const scope = new Map(selected.map((at) => [instanceKey(at), at]));
  const add = (instances: readonly Instance[]): void => instances.forEach((at) => scope.set(instanceKey(at), at));
  for (const at of scope.values()) add(companions(index, state, at));
  const tasks = new Set([...scope.values()].map((at) => at.position));
  for (const position of tasks) {
    for (const mapped of mappedOver(index, position)) add(startedOver(state, mapped, tasks.has(mapped)));
    for (const below of index.downstream[position] ?? []) add(judgedBelow(state, below));
  }
  return inPlanOrder([...scope.values()]).filter((at) => isTouched(state, at));
}

/** Setups above work, and teardowns of a setup; a Map grows while it is walked, so these bring theirs. */
function companions(index: PlanIndex, state: RunState, at: Instance): Instance[] {
  const { tasks } = index.plan;
  const direct = (index.upstream[at.position] ?? []).filter((above) => tasks[above]?.setup === true);
  const teardowns =
    tasks[at.position]?.setup === true
      ? (index.downstream[at.position] ?? []).filter((below) => tasks[below]?.teardown !== undefined)
      : [];
  return [...direct, ...(index.setups[at.position] ?? []), ...teardowns].flatMap((position) =>
    counterparts(index, state, at, position),
  );
}

function counterparts(index: PlanIndex, state: RunState, at: Instance, position: number): Instance[] {
  const all = existing(state, position);
  return at.mapIndex >= 0 && areMappedTogether(index, at.position, position)
    ? all.filter(({ mapIndex }) => mapIndex === at.mapIndex)
    : all;
}

const mappedOver = (index: PlanIndex, position: number): number[] =>
  index.inputs.flatMap((inputs, mapped) => (inputs.includes(position) ? [mapped] : []));

/**
 * A mapped task whose items are made anew waits for them, with all of it that has not finished. One that has finished and is not cleared itself
 * keeps its results, like any other task below.
 */
function startedOver(state: RunState, position: number, cleared: boolean): Instance[] {
  const open = existing(state, position).filter((at) => !isFinished(entryOf(state, at)?.state ?? 'none'));
  return cleared || open.length > 0 ? [{ position, mapIndex: -1 }, ...open] : [];
}

/** Instances that have not started and of which a condition was evaluated already. */
const judgedBelow = (state: RunState, position: number): Instance[] =>
  existing(state, position).filter(
    (at) => entryOf(state, at)?.state === 'none' && state.edges?.[instanceKey(at)] !== undefined,
  );

function isTouched(state: RunState, at: Instance): boolean {
  const own = entryOf(state, at)?.state ?? 'none';
  // an ended run starts nothing: what has no state there was never judged, such as a task that only the run's new version has
  if (own === 'none' && isEnded(state.phase)) return true;
  if (own === 'removed') return at.mapIndex < 0 && someInstance(state, at.position, () => true);
  return own !== 'none' || state.edges?.[instanceKey(at)] !== undefined;
}
