import { effectiveWeights } from './effective-weights.js';
import type { PlanTask, RunPlan } from './run-plan.js';
import { slotDemandOf } from './slot-demand.js';

/** A plan with what every turn looks up: positions and the edges both ways. Derived, never stored. Positions index `plan.tasks` and `state.tasks`. */
export interface PlanIndex {
  plan: RunPlan;
  position: ReadonlyMap<string, number>;
  upstream: readonly number[][];
  downstream: readonly number[][];
  /** Leaves that decide the run's end (airflow-semantics §1.6). */
  leaves: readonly number[];
  /** Setups above each task, but not directly, whose teardown is still to come or that have none (airflow-semantics §1.3). */
  setups: readonly number[][];
  /** What each task is mapped over; empty where it is not. */
  inputs: readonly number[][];
  /** Some task has an `sla`. */
  hasDeadlines: boolean;
  /** Tasks that look at a task which need not be directly above them: at a setup, or at what their group is mapped over. */
  watchers: readonly number[][];
  /** Some task has a weight of its own: then all are ordered by their effective weights. */
  hasWeights: boolean;
  /** Effective priority weights, made when they are first asked for: most runs never ask. */
  weights(): readonly number[];
}

export function indexPlan(plan: RunPlan): PlanIndex {
  const position = new Map(plan.tasks.map((task, i) => [task.id, i]));
  const positions = (ids: readonly string[]): number[] => ids.map((id) => at(position, id));
  const upstream = plan.tasks.map((task) => positions(task.upstream));
  const downstream: number[][] = plan.tasks.map(() => []);
  upstream.forEach((sources, i) => sources.forEach((source) => downstream[source]?.push(i)));
  const setups = indirectSetups(plan, upstream, downstream);
  const inputs = plan.tasks.map((task) => positions(task.mapped?.inputs ?? []));
  let weights: readonly number[] | null = null;
  return {
    plan,
    position,
    upstream,
    downstream,
    leaves: effectiveLeaves(plan, downstream),
    setups,
    inputs,
    hasDeadlines: plan.tasks.some((task) => task.slaMs !== undefined),
    hasWeights: plan.tasks.some((task) => task.priorityWeight !== undefined),
    watchers: reversed(plan.tasks.map((_, i) => [...(setups[i] ?? []), ...(inputs[i] ?? [])])),
    weights: () => (weights ??= effectiveWeights(plan, upstream, downstream)),
  };
}

/** Effective priority of an instance of this task among those that wait for slots; 1 where nothing in its DAG says otherwise (airflow-semantics §1.8). */
export function priorityOf(index: PlanIndex, position: number): number {
  const task = index.plan.tasks[position];
  const weighs = index.hasWeights || (task !== undefined && slotDemandOf(task) !== null);
  return weighs ? (index.weights()[position] ?? 1) : 1;
}

function at(position: ReadonlyMap<string, number>, id: string): number {
  const found = position.get(id);
  if (found === undefined) throw new Error(`the plan has no task ${id}`);
  return found;
}

function reversed(edges: readonly number[][]): readonly number[][] {
  const other: number[][] = edges.map(() => []);
  edges.forEach((sources, i) => sources.forEach((source) => other[source]?.push(i)));
  return other;
}

/** Tasks below which only teardowns stand that may fail; the natural leaves where that leaves none. */
function effectiveLeaves(plan: RunPlan, downstream: readonly number[][]): number[] {
  const forgiven = (task: PlanTask | undefined): boolean =>
    task?.teardown !== undefined && !task.teardown.onFailureFailRun;
  const all = plan.tasks.map((_, i) => i);
  const effective = all.filter(
    (i) => !forgiven(plan.tasks[i]) && (downstream[i] ?? []).every((d) => forgiven(plan.tasks[d])),
  );
  return effective.length > 0 ? effective : all.filter((i) => (downstream[i] ?? []).length === 0);
}

function indirectSetups(
  { tasks }: RunPlan,
  upstream: readonly number[][],
  downstream: readonly number[][],
): readonly number[][] {
  const found: number[][] = tasks.map(() => []);
  tasks.forEach((task, setup) => {
    if (task.setup !== true) return;
    const teardowns = (downstream[setup] ?? []).filter((below) => tasks[below]?.teardown !== undefined);
    const inScope = reach(upstream, teardowns);
    for (const below of reach(downstream, [setup])) {
      const direct = upstream[below]?.includes(setup) === true;
      const covers = teardowns.length === 0 || inScope.has(below);
      if (!direct && covers && tasks[below]?.teardown === undefined) found[below]?.push(setup);
    }
  });
  return found;
}

/** All tasks below the given ones, transitively, themselves not included. */
export const descendants = (index: PlanIndex, from: readonly number[]): Set<number> => reach(index.downstream, from);

/** All tasks above the given ones, transitively, themselves not included. */
export const ancestors = (index: PlanIndex, from: readonly number[]): Set<number> => reach(index.upstream, from);

/** Those of the given tasks that wait for none of the others. */
export function rootsAmong(index: PlanIndex, positions: readonly number[]): number[] {
  const inside = new Set(positions);
  return positions.filter((i) => (index.upstream[i] ?? []).every((above) => !inside.has(above)));
}

function reach(edges: readonly number[][], from: readonly number[]): Set<number> {
  const found = new Set<number>();
  const open = [...from];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    for (const next of edges[i] ?? []) {
      if (!found.has(next)) {
        found.add(next);
        open.push(next);
      }
    }
  }
  return found;
}
