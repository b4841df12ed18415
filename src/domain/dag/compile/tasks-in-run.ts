import type { CompiledTask } from './compiled.js';

/**
 * The tasks that a run has: without those whose `startDate` lies behind its logical date, or whose `endDate` lies before it. What waits for such
 * a task goes on as if it were not there. Runs without a logical date have all, and so have those that a backfill has made.
 */
export function tasksInRun<T extends CompiledTask>(
  tasks: readonly T[],
  run: { logicalDate: string | null; allTasks: boolean },
): readonly T[] {
  const { logicalDate, allTasks } = run;
  if (allTasks || logicalDate === null || tasks.every(isAlways)) return tasks;
  const present = tasks.filter(
    ({ startDate, endDate }) =>
      (startDate === null || !isBefore(logicalDate, startDate)) &&
      (endDate === null || !isBefore(endDate, logicalDate)),
  );
  const ids = new Set(present.map(({ id }) => id));
  return present.map((task) => withoutAbsent(task, (id) => ids.has(id)));
}

/** Both in UTC, with three digits or six: their texts are in the order of time. */
const isBefore = (a: string, b: string): boolean => a.slice(0, -1) < b.slice(0, -1);

const isAlways = ({ startDate, endDate }: CompiledTask): boolean => startDate === null && endDate === null;

const withoutAbsent = <T extends CompiledTask>(task: T, isThere: (id: string) => boolean): T => ({
  ...task,
  upstream: task.upstream.filter(isThere),
  teardown: task.teardown === null ? null : { ...task.teardown, setups: task.teardown.setups.filter(isThere) },
  expansion: task.expansion === null ? null : { ...task.expansion, inputs: task.expansion.inputs.filter(isThere) },
});
