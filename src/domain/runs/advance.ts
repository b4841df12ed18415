import { isoOf } from '../time/instant.js';
import { countUpstream } from './count-upstream.js';
import { endByTimeout } from './run-end.js';
import { type SlotDemand, slotDemandOf } from './slot-demand.js';
import { evaluateTriggerRule } from './trigger-rule.js';
import type { Cause, TurnDraft } from './turn-draft.js';

/**
 * Does everything that is due: starts the run, ends it when its time is over, starts tries whose delay has passed, and lets every task whose
 * upstream changed be judged by its rule, until nothing more follows. One skipped task may so skip a hundred below it in one turn.
 */
export function advance(draft: TurnDraft, cause: Cause): void {
  startRun(draft, cause);
  if (draft.state.deadline !== null && draft.now >= draft.state.deadline) return endByTimeout(draft, cause);
  startDueTries(draft, cause);
  for (;;) {
    const affected = takeAffected(draft);
    if (affected.length === 0) return;
    for (const position of affected) judge(draft, cause, position);
  }
}

function startRun(draft: TurnDraft, cause: Cause): void {
  if (draft.state.phase !== 'queued') return;
  const timeout = draft.index.plan.dagrunTimeoutMs;
  draft.record(cause, {
    type: 'RunStarted',
    payload: { deadline: timeout === null ? null : isoOf(draft.now + timeout) },
  });
  draft.index.plan.tasks.forEach((_, position) => draft.changed.add(position));
}

function startDueTries(draft: TurnDraft, cause: Cause): void {
  draft.state.tasks.forEach((entry, position) => {
    if (entry.state === 'up_for_retry' && entry.dueAt !== null && entry.dueAt <= draft.now)
      queue(draft, cause, position);
  });
}

/** Tasks below what changed, and what changed itself where it has no state yet, in the plan's order. */
function takeAffected(draft: TurnDraft): number[] {
  const affected = new Set<number>();
  for (const position of draft.changed) {
    affected.add(position);
    for (const below of draft.index.downstream[position] ?? []) affected.add(below);
  }
  draft.changed.clear();
  return [...affected].filter((position) => draft.entry(position).state === 'none').sort((a, b) => a - b);
}

function judge(draft: TurnDraft, cause: Cause, position: number): void {
  const task = draft.task(position);
  if (draft.entry(position).state !== 'none') return;
  const counts = countUpstream(draft.index, draft.state, position);
  if (counts.upstream === 0) return queue(draft, cause, position);
  const { writes, passed } = evaluateTriggerRule(task.rule, counts, null);
  const payload = { tryNumber: draft.entry(position).tryNumber, cause: `trigger rule ${task.rule}` };
  if (writes === 'upstream_failed') draft.record(cause, { type: 'TaskUpstreamFailed', taskId: task.id, payload });
  else if (writes !== null) draft.record(cause, { type: 'TaskSkipped', taskId: task.id, payload });
  else if (passed) queue(draft, cause, position);
}

/** The next try gets its ticket; a task without work is done at once. */
function queue(draft: TurnDraft, cause: Cause, position: number): void {
  const task = draft.task(position);
  const entry = draft.entry(position);
  if (task.empty) return draft.record(cause, { type: 'TaskSucceeded', taskId: task.id, payload: { tryNumber: 0 } });
  const waitingSince = entry.waitingSince === null ? null : isoOf(entry.waitingSince);
  draft.record(cause, {
    type: 'TaskQueued',
    taskId: task.id,
    payload: { tryNumber: entry.tryNumber + 1, waitingSince, ...limitsOf(draft, position) },
  });
}

/** What its place in a queue follows from; both absent for what most tasks have. */
function limitsOf(draft: TurnDraft, position: number): { priority?: number; slots?: SlotDemand } {
  const task = draft.task(position);
  const slots = slotDemandOf(task);
  const priority = task.priorityWeight ?? 1;
  return { ...(priority === 1 ? {} : { priority }), ...(slots === null ? {} : { slots }) };
}
