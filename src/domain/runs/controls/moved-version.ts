import { eachInstance } from '../instances.js';
import type { PlanIndex } from '../plan-index.js';
import { hasOpenTicket, type RunState, type TaskEntry } from '../run-state.js';

/** A run as one version of its DAG tells it. */
export interface Told {
  index: PlanIndex;
  state: RunState;
}

/** A task instance that is part of the run. */
export interface Present {
  taskId: string;
  /** Of its task in the plan. */
  position: number;
  mapIndex: number;
  entry: TaskEntry;
}

/** What becomes of a run's task instances when another version of its DAG tells it. */
export interface VersionMove {
  /** They are not part of it any more: the version does not have their task, or does not map it, or maps it anew. */
  removed: Present[];
  /** They are part of it now: new ones, and those that an earlier move has removed. */
  added: Present[];
}

/** Pure, so that a preview of the move and the move itself cannot differ. */
export function versionMove(before: Told, after: Told): VersionMove {
  const [had, has] = [presentIn(before), presentIn(after)];
  return {
    removed: [...had].filter(([name]) => !has.has(name)).map(([, each]) => each),
    added: [...has].filter(([name]) => !had.has(name)).map(([, each]) => each),
  };
}

/** As a control's answer names it. */
export const nameOfPresent = ({ taskId, mapIndex }: Present): string => `${taskId}/${mapIndex}`;

/** A ticket of it may be open: it must be settled. */
export const isOpen = ({ entry }: Present): boolean => hasOpenTicket(entry);

function presentIn({ index, state }: Told): Map<string, Present> {
  const present = new Map<string, Present>();
  eachInstance(state, (entry, position, mapIndex) => {
    const each = { taskId: index.plan.tasks[position]?.id ?? '', position, mapIndex, entry };
    if (entry.state !== 'removed') present.set(nameOfPresent(each), each);
  });
  return present;
}
