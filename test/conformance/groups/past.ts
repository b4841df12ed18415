import { pastAllows, type PastInstance } from '../../../src/domain/runs/past.js';
import type { TaskState } from '../../../src/domain/runs/task-state.js';
import { type Group, listUnder } from '../group.js';

interface PastCase {
  id: string;
  depends_on_past?: boolean;
  wait_for_downstream?: boolean;
  ignore_depends_on_past?: boolean;
  ignore_first_depends_on_past?: boolean;
  wait_for_past_depends_before_skipping?: boolean;
  /** A sentence where the run before has no instance of the task. */
  prev: { state: TaskState | null; dependents_done: boolean } | string | null;
  expect_met: boolean;
  /** Airflow's note that a skip may now be written. */
  expect_past_depends_met_flag_set?: boolean;
}

export const past: Group<PastCase> = {
  name: 'previous_run_cases',
  cases: listUnder('previous_run_cases', 'cases'),
  compare: (c) => {
    const policy = {
      // Airflow's flag for one evaluation: as if the task did not depend on the past
      dependsOnPast: c.depends_on_past === true && c.ignore_depends_on_past !== true,
      waitForDownstream: c.wait_for_downstream === true && c.ignore_depends_on_past !== true,
      ignoreFirstDependsOnPast: c.ignore_first_depends_on_past === true,
    };
    const met = pastAllows(policy, previousOf(c.prev));
    const tellsFlag = c.expect_past_depends_met_flag_set !== undefined;
    const flag = met && c.wait_for_past_depends_before_skipping === true;
    return {
      id: c.id,
      expected: { met: c.expect_met, ...(tellsFlag ? { flag: c.expect_past_depends_met_flag_set } : {}) },
      actual: { met, ...(tellsFlag ? { flag } : {}) },
    };
  },
};

function previousOf(prev: PastCase['prev']): PastInstance | null {
  if (prev === null) return null;
  if (typeof prev === 'string') return { state: null, dependentsDone: false, everRan: !prev.includes('never ran') };
  return { state: prev.state ?? 'none', dependentsDone: prev.dependents_done, everRan: true };
}
