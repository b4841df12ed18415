import { countSetups, countUpstream, type Tally } from './count-upstream.js';
import { isPassedOver } from './follow.js';
import { type Instance, isExpanded } from './instances.js';
import { judgeMapInputs } from './map-inputs.js';
import { judgeSetups } from './setup-constraint.js';
import type { TaskState } from './task-state.js';
import { evaluateTriggerRule } from './trigger-rule.js';
import type { NewEvent, TurnDraft } from './turn-draft.js';

/** The dependency that an instance waits for. */
export type WaitsFor = 'setups' | 'rule' | 'items' | 'past';

/** What an instance without a state comes to now: an end that is written for it, its start, or nothing yet. */
export type Verdict = { kind: 'writes'; event: NewEvent } | { kind: 'ready' } | { kind: 'waits'; for: WaitsFor };

const READY: Verdict = { kind: 'ready' };
const waitsFor = (what: WaitsFor): Verdict => ({ kind: 'waits', for: what });

/**
 * The dependencies of one instance, in Airflow's order (airflow-semantics §1.2–1.5): an earlier decision of a branch, the setups above it, its
 * trigger rule, what it is mapped over, its past. The first that writes a state decides.
 */
export function judgeInstance(draft: TurnDraft, at: Instance): Verdict {
  const passedOver = isPassedOver(draft, at);
  if (passedOver !== null) return writes(draft, at, 'skipped', passedOver);
  const rule = judgeRule(draft, at);
  if (rule.kind === 'writes' || draft.task(at.position).mapped === undefined) return pastOf(draft, at, rule);
  if (isExpanded(draft.state, at.position) && at.mapIndex >= 0) return pastOf(draft, at, rule);
  return judgeInputs(draft, at);
}

function judgeRule(draft: TurnDraft, at: Instance): Verdict {
  const task = draft.task(at.position);
  const mapIndex = at.mapIndex < 0 ? null : at.mapIndex;
  if (task.teardown === undefined && (draft.index.setups[at.position] ?? []).length > 0) {
    const setups = judgeSetups(countSetups(draft.index, draft.state, at, draft.tally), mapIndex);
    if (setups.writes !== null) return writes(draft, at, setups.writes, 'its setup did not succeed');
    if (!setups.passed) return waitsFor('setups');
  }
  const counts = countUpstream(draft.index, draft.state, at, draft.tally);
  if (counts.upstream === 0) return READY;
  const verdict = evaluateTriggerRule(task.rule, counts, mapIndex);
  if (verdict.writes !== null) return writes(draft, at, verdict.writes, `trigger rule ${task.rule}`);
  return verdict.passed ? READY : waitsFor('rule');
}

/**
 * A mapped task whose items are not known, whatever its rule says. What it is mapped over and was expanded itself has neither failed nor been skipped
 * as a whole: what its instances come to is the rule's to judge, as in Airflow, and the items are what they have given.
 */
function judgeInputs(draft: TurnDraft, at: Instance): Verdict {
  const states = (draft.index.inputs[at.position] ?? []).flatMap((input) =>
    isExpanded(draft.state, input) ? [] : statesIn(draft.tally(input)),
  );
  const { writes: written } = judgeMapInputs(draft.entry(at).state, states);
  return written === null ? waitsFor('items') : writes(draft, at, written, 'what it is mapped over did not succeed');
}

const statesIn = ({ failed, upstreamFailed, skipped, removed }: Tally): TaskState[] => [
  ...(failed > 0 ? (['failed'] as const) : []),
  ...(upstreamFailed > 0 ? (['upstream_failed'] as const) : []),
  ...(skipped > 0 ? (['skipped'] as const) : []),
  ...(removed > 0 ? (['removed'] as const) : []),
];

function pastOf(draft: TurnDraft, at: Instance, verdict: Verdict): Verdict {
  if (verdict.kind !== 'ready' || draft.task(at.position).dependsOnPast !== true) return verdict;
  return draft.entry(at).pastMet === true ? READY : waitsFor('past');
}

function writes(
  draft: TurnDraft,
  at: Instance,
  state: 'skipped' | 'upstream_failed' | 'removed',
  cause: string,
): Verdict {
  const { tryNumber } = draft.entry(at);
  const type = { skipped: 'TaskSkipped', upstream_failed: 'TaskUpstreamFailed', removed: 'TaskRemoved' } as const;
  return {
    kind: 'writes',
    event: { type: type[state], ...draft.nameOf(at), payload: { tryNumber, cause } },
  };
}
