import { assertNever } from '../assert-never.js';
import { isoOf } from '../time/instant.js';
import { decideControl } from './decide-control.js';
import { decideDagPause } from './decide-dag-pause.js';
import { decideEvaluated } from './decide-evaluated.js';
import { decideOutcome } from './decide-outcome.js';
import { decideWake } from './decide-wake.js';
import type { WaitsAs } from './outcome.js';
import { workflowActor } from './run-actor.js';
import { hasOpenTicket } from './run-state.js';
import { stopRun } from './run-end.js';
import type { RunInput } from './run-inputs.js';
import { isEnded } from './task-state.js';
import type { TurnDraft } from './turn-draft.js';

/** Judges one input. Anything that is not about the current try and poke of an unfinished run is old news and decides to nothing. */
export function decideInput(draft: TurnDraft, input: RunInput): void {
  switch (input.kind) {
    case 'outcome':
      return decideOutcome(draft, input.fact);
    case 'waiting':
      return decideWaiting(draft, input);
    case 'woken':
      return decideWake(draft, input.fact);
    case 'control':
      return decideControl(draft, input.fact);
    case 'begun':
      // the first tells of the latest: what a turn keeps goes behind
      draft.begun ??= input.tickets;
      return;
    case 'dagPause':
      return decideDagPause(draft, input.fact);
    case 'evaluated':
      return decideEvaluated(draft, input.answer);
    case 'cancelRequested':
      return decideCancel(draft);
    default:
      return assertNever(input, 'input of a run');
  }
}

type WaitEvent = 'TaskUpForReschedule' | 'TaskAwaitingInput' | 'TaskDeferred';

/** How the run is told that a ticket waits for its next poke. */
export const waitEventOf = (draft: TurnDraft, position: number, as?: WaitsAs): WaitEvent =>
  draft.task(position).awaitsInput === true
    ? 'TaskAwaitingInput'
    : as === 'deferred'
      ? 'TaskDeferred'
      : 'TaskUpForReschedule';

/** A sensor said "not yet", people are asked, or a job goes on elsewhere. */
function decideWaiting(draft: TurnDraft, input: Extract<RunInput, { kind: 'waiting' }>): void {
  const found = isEnded(draft.state.phase) ? null : draft.find(input.key);
  if (found === null) return;
  const { entry } = found;
  if (!hasOpenTicket(entry) || entry.tryNumber !== input.key.tryNumber || input.poke <= entry.poke) return;
  const payload = {
    tryNumber: entry.tryNumber,
    poke: input.poke,
    nextPokeAt: isoOf(input.nextAt),
    waitingSince: isoOf(input.waitingSince),
  };
  draft.record(
    { actor: workflowActor, causationId: input.cause },
    { type: waitEventOf(draft, found.position, input.as), ...draft.nameOf(found), payload },
  );
}

/** Someone cancelled the workflow in Temporal itself: the run fails and stops what runs, and says that it came from outside. */
function decideCancel(draft: TurnDraft): void {
  if (isEnded(draft.state.phase) || draft.state.stopping !== undefined) return;
  const cause = {
    actor: { kind: 'SYSTEM' as const, id: 'temporal', name: 'Temporal' },
    reason: 'cancelled in Temporal',
  };
  const error = { type: 'Cancelled', message: 'the run was cancelled in Temporal', retryable: false };
  stopRun(draft, cause, { cause: 'cancelled', fails: 'begun', error });
}
