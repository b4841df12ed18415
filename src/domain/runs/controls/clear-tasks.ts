import { everyEntry, type Instance } from '../instances.js';
import { hasOpenTicket } from '../run-state.js';
import { isEnded, isFinished } from '../task-state.js';
import type { Cause, NewEvent, TurnDraft } from '../turn-draft.js';
import { clearScope } from './clear-scope.js';
import { CLEARED } from './cleared.js';
import type { Selection } from './control-request.js';
import { selectInstances } from './select-instances.js';

/**
 * Clears task instances (airflow-semantics §1.2, §1.15): each has no state any more and its retries anew; one that runs is stopped and tries again
 * whatever retries it had left. An ended run of which something was cleared is queued again; so is one with task instances that nobody has judged, for its
 * version has only now added them.
 */
export function clearTasks(draft: TurnDraft, select: Selection, cause: Cause): void {
  const { index, state } = draft;
  clearInstances(draft, clearScope(index, state, selectInstances(index, state, select)), cause);
  if (isEnded(draft.state.phase) && !everyEntry(draft.state, ({ state }) => isFinished(state))) reopen(draft, cause);
}

/** @param triesLeft tries that each instance gets; without it, as many as a fresh one has */
export function clearInstances(
  draft: TurnDraft,
  instances: readonly Instance[],
  cause: Cause,
  triesLeft?: (at: Instance) => number | undefined,
): void {
  const events = instances.map((at) => cleared(draft, at, triesLeft?.(at)));
  if (events.length === 0) return;
  draft.record(cause, ...events);
  if (isEnded(draft.state.phase)) reopen(draft, cause);
}

const reopen = (draft: TurnDraft, cause: Cause): void =>
  draft.record(cause, { type: 'RunReopened', payload: { cause: CLEARED } });

function cleared(draft: TurnDraft, at: Instance, triesLeft?: number): NewEvent {
  const entry = draft.entry(at);
  const { tryNumber } = entry;
  const maxTries = tryNumber + (triesLeft ?? draft.task(at.position).retries + 1);
  const settles = hasOpenTicket(entry) ? { settles: 'CANCELLED' as const } : {};
  return { type: 'TaskCleared', ...draft.nameOf(at), payload: { tryNumber, maxTries, ...settles } };
}
