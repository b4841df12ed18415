import { activeOf, placesFor } from './active.js';
import { areMappedTogether, entriesOf, type Instance } from './instances.js';
import { judgeInstance } from './judge-instance.js';
import type { PlanIndex } from './plan-index.js';
import type { RunState } from './run-state.js';
import type { TurnDraft } from './turn-draft.js';

/** Positions of tasks that a limit of the run may have kept from starting when they were ready: none in most runs. */
export function heldBack(index: PlanIndex, state: RunState): number[] {
  if (state.phase !== 'running') return [];
  const active = activeOf(index, state);
  return index.plan.tasks.flatMap((_, position) => (placesFor(index, active, position) > 0 ? [] : [position]));
}

/** What waited for a place and may have one now, at most as many of each task as there are places. */
export function readyAmong(draft: TurnDraft, positions: readonly number[]): Instance[] {
  if (positions.length === 0) return [];
  const active = activeOf(draft.index, draft.state);
  return positions.flatMap((position) => readyOf(draft, position, placesFor(draft.index, active, position)));
}

function readyOf(draft: TurnDraft, position: number, places: number): Instance[] {
  const ready: Instance[] = [];
  const mapped = draft.state.mapped?.[position] !== undefined;
  const alike = !(draft.index.upstream[position] ?? []).some((above) =>
    areMappedTogether(draft.index, position, above),
  );
  const entries = entriesOf(draft.state, position);
  for (let i = 0; i < entries.length && ready.length < places; i += 1) {
    if (entries[i]?.state !== 'none') continue;
    const at = { position, mapIndex: mapped ? i : -1 };
    if (judgeInstance(draft, at).kind === 'ready') ready.push(at);
    // what keeps one instance waiting keeps all that look at the same tasks
    else if (alike && draft.task(position).dependsOnPast !== true) break;
  }
  return ready;
}
