import { eachInstance } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';

/** Open tickets of mapped instances in a run at once: the rest gets its tickets as these end, so that no turn grows with the number of items. */
export const WINDOW = 500;

/** Open tickets of a run that are not between two pokes: those count against its limits (airflow-semantics §1.8). */
export interface Active {
  run: number;
  mapped: number;
  /** By position, for tasks with a limit of their own. */
  tasks: Map<number, number>;
}

export function activeOf(index: PlanIndex, state: RunState): Active {
  const active: Active = { run: 0, mapped: 0, tasks: new Map() };
  eachInstance(state, (entry, position, mapIndex) => {
    if (entry.state === 'queued') take(index, active, position, mapIndex);
  });
  return active;
}

export function take(index: PlanIndex, active: Active, position: number, mapIndex: number): void {
  active.run += 1;
  if (mapIndex >= 0) active.mapped += 1;
  if (index.plan.tasks[position]?.maxActivePerRun !== undefined)
    active.tasks.set(position, (active.tasks.get(position) ?? 0) + 1);
}

/** How many more instances of the task the run's own limits let start now. */
export function placesFor(index: PlanIndex, active: Active, position: number): number {
  const task = index.plan.tasks[position];
  return Math.min(
    (index.plan.maxActiveTasks ?? Infinity) - active.run,
    (task?.maxActivePerRun ?? Infinity) - (active.tasks.get(position) ?? 0),
    task?.mapped === undefined ? Infinity : WINDOW - active.mapped,
  );
}
