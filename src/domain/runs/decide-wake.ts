import { workflowActor } from './run-actor.js';
import type { WakeFact } from './run-inputs.js';
import { waitsForPoke } from './run-state.js';
import { isEnded } from './task-state.js';
import type { TurnDraft } from './turn-draft.js';

/** Something from outside has happened that a waiting task waits for: its next poke is due now. A poke that is due already needs no waking. */
export function decideWake(draft: TurnDraft, fact: WakeFact): void {
  const found = isEnded(draft.state.phase) ? null : draft.find(fact);
  if (found === null) return;
  const { tryNumber, poke, dueAt } = found.entry;
  const waitsForIt = waitsForPoke(found.entry) && tryNumber === fact.tryNumber && poke === fact.poke;
  if (!waitsForIt || dueAt === null || dueAt <= draft.now) return;
  draft.record({ actor: workflowActor }, { type: 'TaskWoken', ...draft.nameOf(found), payload: { tryNumber, poke } });
}
