import { assertNever } from '../../assert-never.js';
import type { JsonObject } from '../../json.js';
import { type Active, activeOf, type FullLimit, fullLimits } from '../active.js';
import { dueEdges, givesItems } from '../evaluations.js';
import type { Instance } from '../instances.js';
import { judgeInstance, type WaitsFor } from '../judge-instance.js';
import { isHeld, type RunState } from '../run-state.js';
import { isEnded } from '../task-state.js';
import type { TurnDraft } from '../turn-draft.js';
import { explainPaused } from './explain-run.js';
import { explainPast } from './explain-past.js';
import type { Explanation, Known, Reason } from './explanation.js';
import { directlyAbove, idsOf, isOpen, type Source, sourceFacts, sourcesOf } from './upstream-facts.js';
import { listed } from './words.js';

/** An instance that has not been started, judged as the run would judge it now. */
export function explainWaiting(draft: TurnDraft, at: Instance, known: Known): Explanation {
  if (isEnded(draft.state.phase)) return said('RUN_ENDED', 'the run has ended without it');
  const verdict = judgeInstance(draft, at);
  switch (verdict.kind) {
    case 'waits':
      return explainDependency(draft, at, verdict.for, known);
    case 'ready':
      return explainReady(draft, at);
    case 'writes':
      if (isHeld(draft.state)) return explainPaused(draft);
      return said('DECIDING', 'what it depends on has been decided: the run is about to pass it over');
    default:
      return assertNever(verdict, 'verdict');
  }
}

/** Nothing but a place may be missing. */
export function explainReady(draft: TurnDraft, at: Instance): Explanation {
  if (isHeld(draft.state)) return explainPaused(draft);
  const limits = fullLimits(draft.index, activeIn(draft), at.position);
  if (limits.length === 0) return said('DECIDING', 'nothing blocks it: the run is about to decide');
  const summary = `ready, but ${limits.map(limitText).join(', and ')}`;
  return {
    reason: 'LIMIT',
    summary,
    blockedBy: limits.map(({ limit }) => limit),
    facts: { limits: [...limits.map(json)] },
  };
}

/** Made once for a state: a page explains hundreds of instances, each of which would count all of the run. */
const counted = new WeakMap<RunState, Active>();
function activeIn({ index, state }: TurnDraft): Active {
  const active = counted.get(state) ?? activeOf(index, state);
  counted.set(state, active);
  return active;
}

const json = (limit: FullLimit): JsonObject => ({ ...limit });

function limitText({ limit, used, of }: FullLimit): string {
  switch (limit) {
    case 'maxActiveTasks':
      return `${used} of ${of} tasks of the run are active (maxActiveTasks)`;
    case 'maxActivePerRun':
      return `${used} of ${of} instances of the task are active in the run (maxActivePerRun)`;
    case 'mappedWindow':
      return `${used} mapped instances of the run are active, of ${of} at a time`;
    default:
      return assertNever(limit, 'limit');
  }
}

function explainDependency(draft: TurnDraft, at: Instance, what: WaitsFor, known: Known): Explanation {
  switch (what) {
    case 'setups':
      return explainSetups(draft, at);
    case 'rule':
      return explainRule(draft, at);
    case 'items':
      return explainItems(draft, at);
    case 'past':
      return explainPast(known);
    default:
      return assertNever(what, 'dependency');
  }
}

function explainSetups(draft: TurnDraft, at: Instance): Explanation {
  const setups = sourcesOf(draft, at, draft.index.setups[at.position] ?? []);
  const open = setups.filter(isOpen);
  return {
    reason: 'SETUP',
    summary: `waits for ${open.length} of ${setups.length} setups above it (${listed(idsOf(open))})`,
    blockedBy: idsOf(open),
    facts: { setups: sourceFacts(setups) },
  };
}

function explainRule(draft: TurnDraft, at: Instance): Explanation {
  const above = directlyAbove(draft, at);
  const open = above.filter(isOpen);
  const edges = dueEdges(draft.index, draft.state, at).map(({ upstream }) => upstream);
  const facts = { open: sourceFacts(open) };
  if (open.length === 0 && edges.length > 0) {
    const summary = `the condition of its edge from ${listed(edges)} is being evaluated`;
    return { reason: 'EDGE', summary, blockedBy: edges, facts: { ...facts, edges } };
  }
  return { reason: 'UPSTREAM', summary: openText(draft, at, above, open), blockedBy: idsOf(open), facts };
}

function openText(draft: TurnDraft, at: Instance, above: readonly Source[], open: readonly Source[]): string {
  const rule = `under the rule ${draft.task(at.position).rule}`;
  const waits = `waits for ${open.length} of ${above.length} upstream tasks (${listed(idsOf(open))})`;
  const [one] = open;
  const several = open.length === 1 && one !== undefined && one.tally.all > 1;
  return `${waits}${several ? `, ${one.finished} of its ${one.tally.all} instances have finished,` : ''} ${rule}`;
}

/** A mapped task that stands for its instances. */
function explainItems(draft: TurnDraft, at: Instance): Explanation {
  const inputs = sourcesOf(draft, { position: at.position, mapIndex: -1 }, draft.index.inputs[at.position] ?? []);
  const open = inputs.filter((input) => isOpen(input) || !givesItems(draft.state, input.position));
  const by = draft.task(at.position).mapped?.by ?? '';
  const over = by === draft.task(at.position).id ? 'it' : `its group ${by}`;
  const summary =
    open.length === 0
      ? 'waits for its items: they are being counted'
      : `waits for its items: ${over} is mapped over ${listed(idsOf(open))}`;
  return {
    reason: 'ITEMS',
    summary,
    blockedBy: idsOf(open),
    facts: { items: { mapped: by, inputs: sourceFacts(inputs) } },
  };
}

const said = (reason: Reason, summary: string): Explanation => ({ reason, summary, blockedBy: [], facts: {} });
