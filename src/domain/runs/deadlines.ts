import { isoOf } from '../time/instant.js';
import { eachInstance } from './instances.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState, TaskEntry } from './run-state.js';
import { isFinished } from './task-state.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/**
 * `sla`: how long after the run's start a task instance is to be finished. Nothing is stopped when it is not: an event tells of it, once for
 * each instance, for runs of any type.
 */
export function missDeadlines(draft: TurnDraft, cause: Cause): void {
  const missed: NewEvent[] = [];
  eachDeadline(draft.index, draft.state, (deadline, { tryNumber, state }, position, mapIndex) => {
    if (deadline > draft.now) return;
    const payload = { tryNumber, deadline: isoOf(deadline), state };
    missed.push({ type: 'TaskDeadlineMissed', ...draft.nameOf({ position, mapIndex }), payload });
  });
  draft.record(cause, ...missed);
}

/** When the run must wake for the next deadline (ms); null where none is ahead. */
export function nextDeadline(index: PlanIndex, state: RunState): number | null {
  let next: number | null = null;
  eachDeadline(index, state, (deadline) => {
    next = Math.min(next ?? deadline, deadline);
  });
  return next;
}

/**
 * Deadlines of instances that are not finished and have not missed theirs. What was said of a mapped task before it was expanded is said of its
 * instances, too.
 */
function eachDeadline(
  index: PlanIndex,
  state: RunState,
  visit: (deadline: number, entry: TaskEntry, position: number, mapIndex: number) => void,
): void {
  const { startedAt, tasks } = state;
  if (startedAt === null || !index.hasDeadlines) return;
  eachInstance(state, (entry, position, mapIndex) => {
    const slaMs = index.plan.tasks[position]?.slaMs;
    const said = entry.deadlineMissed === true || tasks[position]?.deadlineMissed === true;
    if (slaMs !== undefined && !said && !isFinished(entry.state)) visit(startedAt + slaMs, entry, position, mapIndex);
  });
}
