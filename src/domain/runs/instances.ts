import type { PlanIndex } from './plan-index.js';
import type { RunState, TaskEntry } from './run-state.js';

/** A task instance by its task's place in the plan; mapIndex −1 where the task is not mapped, or not expanded. */
export interface Instance {
  position: number;
  mapIndex: number;
}

export const instanceKey = ({ position, mapIndex }: Instance): string => `${position}/${mapIndex}`;

/** Expanded, and over the items that hold: its instances may run. */
export const isExpanded = (state: RunState, position: number): boolean =>
  state.mapped?.[position] !== undefined && state.tasks[position]?.state === 'removed';

export const entryOf = (state: RunState, { position, mapIndex }: Instance): TaskEntry | undefined =>
  mapIndex < 0 ? state.tasks[position] : state.mapped?.[position]?.[mapIndex];

/** The instances that stand for a task now: those that it was expanded to, else the one with map index −1. */
export function entriesOf(state: RunState, position: number): readonly TaskEntry[] {
  const own = state.tasks[position];
  return state.mapped?.[position] ?? (own === undefined ? [] : [own]);
}

export function instancesOf(state: RunState, position: number): Instance[] {
  const mapped = state.mapped?.[position];
  return mapped === undefined ? [{ position, mapIndex: -1 }] : mapped.map((_, mapIndex) => ({ position, mapIndex }));
}

/** Visits every instance of the run, in the plan's order, then by map index. */
export function eachInstance(
  state: RunState,
  visit: (entry: TaskEntry, position: number, mapIndex: number) => void,
): void {
  state.tasks.forEach((entry, position) => {
    const mapped = state.mapped?.[position];
    if (mapped === undefined) visit(entry, position, -1);
    else mapped.forEach((one, mapIndex) => visit(one, position, mapIndex));
  });
}

/** Every instance of the run fulfils the condition. */
export const everyEntry = (state: RunState, holds: (entry: TaskEntry) => boolean): boolean =>
  state.tasks.every((entry, position) => (state.mapped?.[position] ?? [entry]).every(holds));

/** Both are mapped over the same items: instance i of one has to do with instance i of the other only. */
export function areMappedTogether(index: PlanIndex, one: number, other: number): boolean {
  const by = index.plan.tasks[one]?.mapped?.by;
  return by !== undefined && by === index.plan.tasks[other]?.mapped?.by;
}
