import { workflowActor } from './run-actor.js';
import type { WakeFact } from './run-inputs.js';
import { isEnded } from './task-state.js';
import type { TurnDraft } from './turn-draft.js';

/** Something from outside has happened that a waiting task waits for: its next poke is due now. A poke that is due already needs no waking. */
export function decideWake(draft: TurnDraft, fact: WakeFact): void {
  const position = draft.index.position.get(fact.taskId);
  if (position === undefined || isEnded(draft.state.phase)) return;
  const entry = draft.entry(position);
  const waitsForIt =
    entry.state === 'up_for_reschedule' && entry.tryNumber === fact.tryNumber && entry.poke === fact.poke;
  if (!waitsForIt || entry.dueAt === null || entry.dueAt <= draft.now) return;
  const payload = { tryNumber: fact.tryNumber, poke: fact.poke };
  draft.record({ actor: workflowActor }, { type: 'TaskWoken', taskId: draft.task(position).id, payload });
}
