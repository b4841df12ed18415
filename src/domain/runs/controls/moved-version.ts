import { entryOf, type Instance } from '../instances.js';
import type { PlanIndex } from '../plan-index.js';
import { hasOpenTicket, type RunState } from '../run-state.js';

/** A run as one version of its DAG tells it. */
export interface Told {
  index: PlanIndex;
  state: RunState;
}

export interface Gone {
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  /** A ticket of it may be open: it must be settled. */
  open: boolean;
}

/** Task instances that a run loses when another version of its DAG tells it: those of tasks that this version does not have, or does not map. */
export function goneInstances(before: Told, after: Told): Gone[] {
  const gone: Gone[] = [];
  before.state.tasks.forEach((_, position) => {
    const taskId = before.index.plan.tasks[position]?.id ?? '';
    const there = after.index.position.get(taskId) ?? -1;
    for (const at of allOf(before.state, position)) {
      const entry = entryOf(before.state, at);
      if (entry === undefined || entryOf(after.state, { ...at, position: there }) !== undefined) continue;
      gone.push({ taskId, mapIndex: at.mapIndex, tryNumber: entry.tryNumber, open: hasOpenTicket(entry) });
    }
  });
  return gone;
}

const allOf = (state: RunState, position: number): Instance[] => [
  { position, mapIndex: -1 },
  ...(state.mapped?.[position] ?? []).map((_, mapIndex) => ({ position, mapIndex })),
];
