import { assertNever } from '../assert-never.js';
import type { Follow } from './outcome.js';
import { descendants, type PlanIndex } from './plan-index.js';
import type { Cause, TurnDraft } from './turn-draft.js';

/** Skips what a branch did not choose or a short circuit closed (airflow-semantics §1.4). Only instances without a state are touched. */
export function skipByFollow(draft: TurnDraft, position: number, follow: Follow, cause: Cause): void {
  const reason =
    follow.kind === 'branch' ? `not chosen by ${draft.task(position).id}` : `short circuit ${draft.task(position).id}`;
  for (const skipped of skippedBy(draft.index, position, follow)) {
    const entry = draft.entry(skipped);
    if (entry.state !== 'none') continue;
    const payload = { tryNumber: entry.tryNumber, cause: reason };
    draft.record(cause, { type: 'TaskSkipped', taskId: draft.task(skipped).id, payload });
  }
}

function skippedBy(index: PlanIndex, position: number, follow: Follow): number[] {
  const direct = [...(index.downstream[position] ?? [])];
  switch (follow.kind) {
    case 'branch': {
      const chosen = follow.chosen.flatMap((id) => positionsOf(index, id));
      const kept = descendants(index, chosen);
      return direct.filter((below) => !chosen.includes(below) && !kept.has(below));
    }
    case 'shortCircuit': {
      if (follow.verdict) return [];
      const closed = follow.ignoreDownstreamTriggerRules ? [...descendants(index, [position])] : direct;
      return closed.filter((below) => index.plan.tasks[below]?.teardown === undefined).sort((a, b) => a - b);
    }
    default:
      return assertNever(follow, 'follow');
  }
}

/** A task id, or a group id, which means the group's roots. */
function positionsOf(index: PlanIndex, id: string): number[] {
  const position = index.position.get(id);
  if (position !== undefined) return [position];
  const inside = new Set(
    index.plan.tasks.flatMap((task, i) => (task.group === id || task.group?.startsWith(`${id}.`) === true ? [i] : [])),
  );
  return [...inside].filter((i) => (index.upstream[i] ?? []).every((above) => !inside.has(above)));
}

/** Ids that a branch may choose: tasks and groups of the DAG. */
export const isChoosable = (index: PlanIndex, id: string): boolean => positionsOf(index, id).length > 0;
