import { decideControl } from './decide-control.js';
import type { PlanIndex } from './plan-index.js';
import type { ControlFact } from './run-inputs.js';
import type { RunState } from './run-state.js';
import type { Turn } from './turn.js';
import { TurnDraft } from './turn-draft.js';

/**
 * Judges a control on a run that has no execution (queued or ended): the control alone, nothing is advanced.
 * Whoever holds the run row's lock may then append the events.
 */
export function decideOffline(index: PlanIndex, state: RunState, fact: ControlFact, now: number): Turn {
  const draft = new TurnDraft(index, state, now);
  decideControl(draft, fact);
  return { events: draft.events, state: draft.state };
}
