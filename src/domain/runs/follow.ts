import { assertNever } from '../assert-never.js';
import { areMappedTogether, entryOf, type Instance, instanceKey, instancesOf } from './instances.js';
import type { Follow } from './outcome.js';
import { descendants, type PlanIndex, rootsAmong } from './plan-index.js';
import type { Cause, NewEvent, TurnDraft } from './turn-draft.js';

/** Skips what a branch did not choose or a short circuit closed (airflow-semantics §1.4). Only instances without a state are touched. */
export function skipByFollow(draft: TurnDraft, at: Instance, follow: Follow, cause: Cause): void {
  const payload = { cause: reasonOf(draft, at.position, follow) };
  const skips = skippedBy(draft.index, at.position, follow)
    .flatMap((below) => counterparts(draft, at, below))
    .filter((below) => entryOf(draft.state, below)?.state === 'none')
    .map((below): NewEvent => {
      const { tryNumber } = draft.entry(below);
      return { type: 'TaskSkipped', ...draft.nameOf(below), payload: { tryNumber, ...payload } };
    });
  draft.record(cause, ...skips);
}

const reasonOf = (draft: TurnDraft, position: number, follow: Follow): string =>
  follow.kind === 'branch' ? `not chosen by ${draft.task(position).id}` : `short circuit ${draft.task(position).id}`;

/** A choice inside a mapped group is about the same map index; one of a mapped task skips nobody outside (airflow-semantics §1.4). */
function counterparts(draft: TurnDraft, at: Instance, below: number): Instance[] {
  if (at.mapIndex < 0) return instancesOf(draft.state, below);
  return areMappedTogether(draft.index, at.position, below) ? [{ position: below, mapIndex: at.mapIndex }] : [];
}

/**
 * Why the instance is skipped by what a task directly above it said when it last ran, or null. A task that was cleared without its branch is
 * passed over again (NotPreviouslySkipped, airflow-semantics §1.4).
 */
export function isPassedOver(draft: TurnDraft, at: Instance): string | null {
  const { follows } = draft.state;
  if (follows === undefined) return null;
  for (const above of draft.index.upstream[at.position] ?? []) {
    const together = at.mapIndex >= 0 && areMappedTogether(draft.index, at.position, above);
    const source = { position: above, mapIndex: together ? at.mapIndex : -1 };
    const follow = follows[instanceKey(source)];
    if (follow === undefined || entryOf(draft.state, source)?.state !== 'success') continue;
    if (skippedBy(draft.index, above, follow).includes(at.position)) return reasonOf(draft, above, follow);
  }
  return null;
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
  const inside = index.plan.tasks.flatMap((task, i) =>
    task.group === id || task.group?.startsWith(`${id}.`) === true ? [i] : [],
  );
  return rootsAmong(index, inside);
}
