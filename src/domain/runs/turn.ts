import { advance } from './advance.js';
import { decideInput } from './decide-input.js';
import { heldBack } from './held-back.js';
import { workflowActor } from './run-actor.js';
import { endRun } from './run-end.js';
import type { PlanIndex } from './plan-index.js';
import type { RunEvent } from './run-events.js';
import type { RunInput } from './run-inputs.js';
import type { RunState } from './run-state.js';
import { TurnDraft } from './turn-draft.js';
import { isEnded } from './task-state.js';

export interface Turn {
  events: RunEvent[];
  state: RunState;
}

/**
 * One turn of the run: judges the inputs in order, then does all that is due now until nothing more follows.
 * Pure; an input whose effect is in the state already decides to nothing, so deciding twice is deciding once.
 * @param now ms since the epoch; never before that of an earlier turn
 */
export function turn(index: PlanIndex, state: RunState, inputs: readonly RunInput[], now: number): Turn {
  const draft = new TurnDraft(index, state, now);
  const held = heldBack(index, state);
  for (const input of inputs) decideInput(draft, input);
  if (!isEnded(draft.state.phase)) {
    advance(draft, { actor: workflowActor }, held);
    endRun(draft, { actor: workflowActor });
  }
  return { events: draft.events, state: draft.state };
}
