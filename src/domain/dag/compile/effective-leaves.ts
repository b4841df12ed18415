import type { CompiledDag, CompiledTask } from './compiled.js';

/**
 * Ids of the tasks that decide the run's state under `runState: leaves`, in topological order: those without downstream, where teardowns that cannot
 * fail the run count neither as leaves nor as downstream; the natural leaves when that leaves none. Source: airflow-semantics §1.6.
 */
export function effectiveLeaves({ tasks }: CompiledDag): string[] {
  const counted = tasks.filter((task) => task.teardown?.onFailureFailRun !== false);
  const leaves = leavesAmong(counted);
  return leaves.length > 0 ? leaves : leavesAmong(tasks);
}

function leavesAmong(tasks: readonly CompiledTask[]): string[] {
  const inner = new Set(tasks.flatMap(({ upstream }) => upstream));
  return tasks.filter(({ id }) => !inner.has(id)).map(({ id }) => id);
}
