import type { JsonObject } from '../../json.js';
import { assertNever } from '../../assert-never.js';
import type { Instance } from '../instances.js';
import { isFinished } from '../task-state.js';
import { TurnDraft } from '../turn-draft.js';
import { isoOf } from '../../time/instant.js';
import { waitEventOf } from '../decide-input.js';
import { evolve } from '../evolve.js';
import { workflowActor } from '../run-actor.js';
import { explainEnd } from './explain-end.js';
import { explainTicket } from './explain-ticket.js';
import { withTimeouts } from './explain-timeouts.js';
import { explainTimer } from './explain-timer.js';
import { explainWaiting } from './explain-waiting.js';
import { explainQueuedRun } from './explain-run.js';
import type { Explanation, Known } from './explanation.js';
import { ruleFacts } from './upstream-facts.js';

/**
 * Why a task instance is in its state, and what it waits for. Rests on the functions that decide, so that what is said and what is done cannot differ.
 * @param draft a turn that nothing is decided in; its time is the time of the question
 */
export function explainInstance(given: TurnDraft, at: Instance, known: Known): Explanation {
  const draft = withNews(given, at, known);
  const explanation = withTimeouts(explain(draft, at, known), draft, at, known);
  return { ...explanation, facts: { ...commonFacts(draft, at, known), ...explanation.facts } };
}

/** A ticket that waits for its next poke tells of it a moment before the run hears it: it is explained as the run will see it. */
function withNews(draft: TurnDraft, at: Instance, { ticket }: Known): TurnDraft {
  const { state, poke, tryNumber } = draft.entry(at);
  const next = ticket?.next ?? null;
  if (state !== 'queued' || next === null || next.poke <= poke) return draft;
  const type = waitEventOf(draft, at.position, next.as ?? undefined);
  const payload = { tryNumber, poke: next.poke, nextPokeAt: next.at, waitingSince: next.since };
  const meta = { occurredAt: isoOf(draft.now), actor: workflowActor };
  const event = { ...meta, type, ...draft.nameOf(at), payload };
  return new TurnDraft(draft.index, evolve(draft.index, draft.state, event), draft.now);
}

function explain(draft: TurnDraft, at: Instance, known: Known): Explanation {
  const { state } = draft.entry(at);
  if (draft.state.phase === 'queued' && !isFinished(state)) return explainQueuedRun(draft, known);
  switch (state) {
    case 'none':
    case 'scheduled':
    case 'restarting':
      return explainWaiting(draft, at, known);
    case 'queued':
    case 'running':
      return explainTicket(draft, at, known);
    case 'up_for_retry':
    case 'up_for_reschedule':
    case 'deferred':
    case 'awaiting_input':
      return explainTimer(draft, at, known);
    case 'success':
    case 'failed':
    case 'skipped':
    case 'upstream_failed':
    case 'removed':
      return explainEnd(draft, at, known);
    default:
      return assertNever(state, 'state of a task instance');
  }
}

function commonFacts(draft: TurnDraft, at: Instance, { run }: Known): JsonObject {
  const { tryNumber, maxTries } = draft.entry(at);
  return {
    rule: ruleFacts(draft, at),
    try: { number: tryNumber, of: Math.max(tryNumber, maxTries) },
    ...pauseFacts(draft, run.dagPaused),
  };
}

function pauseFacts(draft: TurnDraft, dagPaused: boolean): JsonObject {
  const of = [...(draft.state.paused === true ? ['run'] : []), ...(dagPaused ? ['dag'] : [])];
  return of.length === 0 ? {} : { pause: { of } };
}
