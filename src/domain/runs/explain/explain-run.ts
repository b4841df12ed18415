import { isHeld } from '../run-state.js';
import type { TurnDraft } from '../turn-draft.js';
import type { Explanation, Known, Reason } from './explanation.js';
import { counted } from './words.js';

/** Why a run that has not started, or waits to go on after a clear, has not begun with its tasks. */
export function explainQueuedRun(draft: TurnDraft, { run }: Known): Explanation {
  const { admitted, dagPaused, backfill = null, activeRuns, maxActiveRuns } = run;
  if (admitted && isHeld(draft.state)) return explainPaused(draft);
  if (admitted) return ofRun('RUN_STARTING', 'the run is about to start');
  if (dagPaused) return ofRun('DAG_PAUSED', 'the run is queued because the DAG is paused');
  if (backfill?.paused === true) return ofBackfill(backfill.id, 'the run is queued because its backfill is paused');
  const active = `${counted(activeRuns, 'run')} of ${maxActiveRuns}`;
  if (backfill !== null) {
    const said = `the run is queued until fewer runs of its backfill are active (maxActiveRuns): ${active}`;
    const limit = { limit: 'maxActiveRuns', used: activeRuns, of: maxActiveRuns };
    return { ...ofBackfill(backfill.id, said), facts: { limit, backfillId: backfill.id } };
  }
  return {
    ...ofRun('RUN_QUEUED', `the run is queued until fewer runs of the DAG are active (maxActiveRuns): ${active}`),
    blockedBy: ['maxActiveRuns'],
    facts: { limit: { limit: 'maxActiveRuns', used: activeRuns, of: maxActiveRuns } },
  };
}

const ofBackfill = (id: string, summary: string): Explanation => ({
  ...ofRun('RUN_QUEUED', summary),
  blockedBy: [`backfill ${id}`],
  facts: { backfillId: id },
});

/** Nothing else keeps it. */
export const explainPaused = ({ state }: TurnDraft): Explanation =>
  state.dagPaused === true
    ? ofRun('DAG_PAUSED', 'the DAG is paused: nothing new is started until someone unpauses it')
    : ofRun('RUN_PAUSED', 'the run is paused: nothing new is started until someone resumes it');

const ofRun = (reason: Reason, summary: string): Explanation => ({ reason, summary, blockedBy: [], facts: {} });
