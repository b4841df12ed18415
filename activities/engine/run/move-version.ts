import type { Actor } from '../../../src/domain/events/actor.js';
import {
  isOpen,
  nameOfPresent,
  type Present,
  type Told,
  type VersionMove,
  versionMove,
} from '../../../src/domain/runs/controls/moved-version.js';
import { NOT_IN_VERSION } from '../../../src/domain/runs/folding.js';
import { tryText } from '../../../src/domain/runs/task-key.js';
import type { NewEvent } from '../../../src/domain/runs/turn-draft.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { DagCache } from '../context/dag-cache.js';
import { type AddedInstance, addedInstance } from './added-instance.js';
import { foldStream, loadPlan, loadState } from './load-run.js';
import { addInstances, latestVersion, moveRun, openTries, showKept, showRemoved } from './move-version.sql.js';
import { appendTurn } from './record-turn.js';
import { hasEnded, type RunRow } from './run-row.sql.js';

/** What a run's move to the latest version does to its task instances, named as in a control's answer. */
export interface MovedInstances {
  added: string[];
  removed: string[];
}

export const movedNames = ({ added, removed }: VersionMove): MovedInstances => ({
  added: added.map(nameOfPresent),
  removed: removed.map(nameOfPresent),
});

export interface Moving extends Told {
  /** The run with the latest version. */
  row: RunRow;
  move: VersionMove;
  /** Rows of what is added. */
  rows: AddedInstance[];
}

/** The run as the DAG's latest version tells it, and what that changes; nothing is written. */
export async function onLatest(tx: Tx, dags: DagCache, run: RunRow): Promise<Moving> {
  const row = { ...run, versionNumber: await latestVersion(tx, run.dagId) };
  const index = await loadPlan(tx, dags, row);
  const after = { index, state: await foldStream(tx, row, index) };
  if (row.versionNumber === run.versionNumber) return { row, ...after, move: { removed: [], added: [] }, rows: [] };
  const before = await loadPlan(tx, dags, run);
  const move = versionMove({ index: before, state: await loadState(tx, run, before) }, after);
  const { tasks } = await dags.load(run.dagId, row.versionNumber, tx);
  return { row, ...after, move, rows: move.added.map((each) => addedInstance(index, tasks, each)) };
}

/**
 * Pins the run to the DAG's latest version: its stream is told anew with that version's plan, instances that are no more are REMOVED and what
 * runs of them is stopped, new tasks get their rows. A run under way gets its next epoch, for its execution holds the old plan. The caller holds
 * the run row's lock. Answers the run as it is then.
 */
export async function moveToLatest(
  tx: Tx,
  dags: DagCache,
  run: RunRow,
  moving: Moving,
  by: { actor: Actor; reason: string | null; now: string },
): Promise<RunRow> {
  const { row, index, move } = moving;
  if (row.versionNumber === run.versionNumber) return run;
  const open = new Set(await openTries(tx, run.id));
  const removed = move.removed.filter(isOpen).map((each) => removal(each, open));
  const payload = { from: run.versionNumber, to: row.versionNumber };
  const meta = { occurredAt: by.now, actor: by.actor, reason: by.reason, causationId: null };
  const events = [...removed, { type: 'RunMovedToVersion' as const, payload }].map(
    (draft) => ({ ...meta, ...draft }) as RunEvent,
  );
  const { end } = await appendTurn(tx, dags, run, events);
  await showRemoved(tx, run.id, move.removed);
  const { dag } = await dags.load(run.dagId, row.versionNumber, tx);
  await showKept(
    tx,
    run.id,
    dag.tasks.filter(({ id }) => index.position.has(id)),
    index,
  );
  await addInstances(tx, run.id, moving.rows);
  const live = run.admitted && !hasEnded(run);
  await moveRun(tx, run, row.versionNumber, live);
  return { ...row, epoch: run.epoch + (live ? 1 : 0), head: end.version, headHash: end.hash ?? '' };
}

function removal({ taskId, mapIndex, entry: { tryNumber } }: Present, open: ReadonlySet<string>): NewEvent {
  const settles = open.has(tryText({ taskId, mapIndex, tryNumber })) ? { settles: 'CANCELLED' as const } : {};
  return { type: 'TaskRemoved', taskId, mapIndex, payload: { tryNumber, cause: NOT_IN_VERSION, ...settles } };
}
