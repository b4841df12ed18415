import { indexPlan } from '../../../src/domain/runs/plan-index.js';
import { type Group, listUnder } from '../group.js';
import { planOfGraph } from '../plan-of-graph.js';

interface LeavesCase {
  id?: string;
  input: string[];
  effective_leaves: string[];
}

export const effectiveLeaves: Group<LeavesCase> = {
  name: 'run_state_cases.effective_leaf_cases',
  cases: listUnder('run_state_cases', 'effective_leaf_cases'),
  compare: (c, place) => {
    const index = indexPlan(planOfGraph(c.input));
    return {
      id: c.id ?? `${place}: ${c.input.join(', ')}`,
      expected: [...c.effective_leaves].sort(),
      actual: index.leaves.map((leaf) => index.plan.tasks[leaf]?.id).sort(),
    };
  },
};
