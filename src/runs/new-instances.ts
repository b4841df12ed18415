import type { CompiledVersion } from '../dags/index.js';
import { tasksInRun } from '../domain/dag/index.js';
import { effectivePriorities } from '../domain/runs/effective-priorities.js';
import type { NewInstance } from './create-run.js';

/** The tasks that a new run of the version has, in topological order. */
export function newInstances(
  { dagId, number, compiled }: CompiledVersion,
  run: { logicalDate: string | null; allTasks: boolean },
): NewInstance[] {
  const priorities = effectivePriorities(compiled, { dagId, versionNumber: number, ...run });
  return tasksInRun(compiled.tasks, run).map((task, i) => ({
    ...task,
    operator: task.type,
    maxTries: task.retries + 1,
    priorityWeight: priorities[i] ?? 1,
  }));
}
