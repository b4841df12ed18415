import type { CompiledDag } from '../dag/index.js';
import { indexPlan, priorityOf } from './plan-index.js';
import { type PlanIdentity, planOf } from './plan-of.js';
import { slotDemandOf } from './slot-demand.js';

/** What a run's queue goes by, for each of its tasks in their order (`tasksInRun`): a row shows the same number that its tickets wait with. */
export function effectivePriorities(dag: CompiledDag, identity: PlanIdentity): readonly number[] {
  const plan = planOf(dag, identity);
  // most DAGs ask for nothing, and need no edges looked at
  if (plan.tasks.every((task) => task.priorityWeight === undefined && slotDemandOf(task) === null))
    return plan.tasks.map(() => 1);
  const index = indexPlan(plan);
  return plan.tasks.map((_, position) => priorityOf(index, position));
}
