import type { DagPauseFact } from './run-inputs.js';
import { isEnded } from './task-state.js';
import type { TurnDraft } from './turn-draft.js';

/**
 * A run under way is held while its DAG is paused: what has been queued goes on, nothing else does (airflow-semantics §1.1). The one who paused the DAG
 * is the one who holds its runs.
 */
export function decideDagPause(draft: TurnDraft, { paused, actor, reason, cause: causationId }: DagPauseFact): void {
  if (isEnded(draft.state.phase) || (draft.state.dagPaused === true) === paused) return;
  const cause = { actor, reason, causationId };
  if (paused) return draft.record(cause, { type: 'RunHeld', payload: { cause: 'dagPaused' } });
  draft.record(cause, { type: 'RunReleased', payload: { cause: 'dagUnpaused' } });
  draft.touchAll();
}
