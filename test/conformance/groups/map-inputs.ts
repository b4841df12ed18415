import { judgeMapInputs } from '../../../src/domain/runs/map-inputs.js';
import type { TaskState } from '../../../src/domain/runs/task-state.js';
import { type Group, listUnder } from '../group.js';

interface MapInputsCase {
  id: string;
  task_state: TaskState | null;
  upstream: (TaskState | null)[];
  expect_state: TaskState | null;
  dep_failed: boolean;
}

export const mapInputs: Group<MapInputsCase> = {
  name: 'mapped_dependency_cases',
  cases: listUnder('mapped_dependency_cases', 'cases'),
  compare: (c) => {
    const verdict = judgeMapInputs(
      c.task_state ?? 'none',
      c.upstream.map((state) => state ?? 'none'),
    );
    return {
      id: c.id,
      expected: { state: c.expect_state, failed: c.dep_failed },
      actual: { state: verdict.writes ?? c.task_state, failed: verdict.blocked },
    };
  },
};
