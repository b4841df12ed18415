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
export const placesFor = (index: PlanIndex, active: Active, position: number): number =>
  Math.min(runPlaces(index, active), taskPlaces(index, active, position), windowPlaces(index, active, position));

const runPlaces = ({ plan }: PlanIndex, { run }: Active): number => (plan.maxActiveTasks ?? Infinity) - run;

const taskPlaces = ({ plan }: PlanIndex, { tasks }: Active, position: number): number =>
  (plan.tasks[position]?.maxActivePerRun ?? Infinity) - (tasks.get(position) ?? 0);

const windowPlaces = ({ plan }: PlanIndex, { mapped }: Active, position: number): number =>
  plan.tasks[position]?.mapped === undefined ? Infinity : WINDOW - mapped;

/** A limit that lets no more start: `used` places of `of`. */
export interface FullLimit {
  limit: 'maxActiveTasks' | 'maxActivePerRun' | 'mappedWindow';
  used: number;
  of: number;
}

/** The limits of the run that have no place for another instance of the task; none where `placesFor` is above 0. */
export function fullLimits(index: PlanIndex, active: Active, position: number): FullLimit[] {
  const { run, mapped, tasks } = active;
  const of = index.plan.tasks[position]?.maxActivePerRun ?? 0;
  const full: FullLimit[] = [];
  if (runPlaces(index, active) <= 0)
    full.push({ limit: 'maxActiveTasks', used: run, of: index.plan.maxActiveTasks ?? 0 });
  if (taskPlaces(index, active, position) <= 0)
    full.push({ limit: 'maxActivePerRun', used: tasks.get(position) ?? 0, of });
  if (windowPlaces(index, active, position) <= 0) full.push({ limit: 'mappedWindow', used: mapped, of: WINDOW });
  return full;
}
