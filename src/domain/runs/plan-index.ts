import type { PlanTask, RunPlan } from './run-plan.js';

/** A plan with what every turn looks up: positions and the edges both ways. Derived, never stored. Positions index `plan.tasks` and `state.tasks`. */
export interface PlanIndex {
  plan: RunPlan;
  position: ReadonlyMap<string, number>;
  upstream: readonly number[][];
  downstream: readonly number[][];
  /** Leaves that decide the run's end (airflow-semantics §1.6). */
  leaves: readonly number[];
}

export function indexPlan(plan: RunPlan): PlanIndex {
  const position = new Map(plan.tasks.map((task, i) => [task.id, i]));
  const upstream = plan.tasks.map((task) => task.upstream.map((id) => at(position, id)));
  const downstream: number[][] = plan.tasks.map(() => []);
  upstream.forEach((sources, i) => sources.forEach((source) => downstream[source]?.push(i)));
  return { plan, position, upstream, downstream, leaves: effectiveLeaves(plan, downstream) };
}

function at(position: ReadonlyMap<string, number>, id: string): number {
  const found = position.get(id);
  if (found === undefined) throw new Error(`the plan has no task ${id}`);
  return found;
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

/** All tasks below the given ones, transitively, themselves not included. */
export function descendants(index: PlanIndex, from: readonly number[]): Set<number> {
  const found = new Set<number>();
  const open = [...from];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    for (const next of index.downstream[i] ?? []) {
      if (!found.has(next)) {
        found.add(next);
        open.push(next);
      }
    }
  }
  return found;
}
