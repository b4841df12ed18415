import { eachInstance } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';

/** Tickets of a run under way or waiting for a worker at once: a wider run opens the rest as these end, so that no turn grows with the run. */
export const WINDOW = 500;

/** Open tickets of a run that are not between two pokes: those count against its limits (airflow-semantics §1.8). */
export interface Active {
  run: number;
  /** By position, for tasks with a limit of their own. */
  tasks: Map<number, number>;
}

export function activeOf(index: PlanIndex, state: RunState): Active {
  const active: Active = { run: 0, tasks: new Map() };
  eachInstance(state, (entry, position) => {
    if (entry.state !== 'queued') return;
    active.run += 1;
    if (index.plan.tasks[position]?.maxActivePerRun !== undefined)
      active.tasks.set(position, (active.tasks.get(position) ?? 0) + 1);
  });
  return active;
}

export const limitOf = (index: PlanIndex): number => Math.min(index.plan.maxActiveTasks ?? WINDOW, WINDOW);

/** The run's own limits let one more instance of the task start. */
export function hasPlace(index: PlanIndex, active: Active, position: number): boolean {
  const own = index.plan.tasks[position]?.maxActivePerRun;
  return active.run < limitOf(index) && (own === undefined || (active.tasks.get(position) ?? 0) < own);
}

export function take(active: Active, position: number): void {
  active.run += 1;
  active.tasks.set(position, (active.tasks.get(position) ?? 0) + 1);
}
