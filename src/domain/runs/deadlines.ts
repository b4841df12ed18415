import { isoOf } from '../time/instant.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';
import { isFinished } from './task-state.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/**
 * `sla`: how long after the run's start a task instance is to be finished. Nothing is stopped when it is not: an event tells of it, once for
 * each instance, for runs of any type.
 */
export function missDeadlines(draft: TurnDraft, cause: Cause): void {
  const missed = draft.state.tasks.flatMap((entry, position): NewEvent[] => {
    const deadline = openDeadline(draft.index, draft.state, position);
    if (deadline === null || deadline > draft.now) return [];
    const payload = { tryNumber: entry.tryNumber, deadline: isoOf(deadline), state: entry.state };
    return [{ type: 'TaskDeadlineMissed', taskId: draft.task(position).id, payload }];
  });
  if (missed.length > 0) draft.record(cause, ...missed);
}

/** When the run must wake for the next deadline (ms); null where none is ahead. */
export function nextDeadline(index: PlanIndex, state: RunState): number | null {
  let next: number | null = null;
  state.tasks.forEach((_, position) => {
    const deadline = openDeadline(index, state, position);
    if (deadline !== null) next = Math.min(next ?? deadline, deadline);
  });
  return next;
}

/** Null for an instance without `sla`, one that is finished, and one that missed its deadline already. */
function openDeadline(index: PlanIndex, { startedAt, tasks }: RunState, position: number): number | null {
  const slaMs = index.plan.tasks[position]?.slaMs;
  const entry = tasks[position];
  if (slaMs === undefined || startedAt === null || entry === undefined) return null;
  return entry.deadlineMissed === true || isFinished(entry.state) ? null : startedAt + slaMs;
}
