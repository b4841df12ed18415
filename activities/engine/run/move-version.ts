import type { Actor } from '../../../src/domain/events/actor.js';
import { type Gone, goneInstances, type Told } from '../../../src/domain/runs/controls/moved-version.js';
import type { NewEvent } from '../../../src/domain/runs/turn-draft.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { DagCache } from '../context/dag-cache.js';
import { foldStream, loadPlan, loadState } from './load-run.js';
import { latestVersion, moveRun, openTries, showInstances, showRemoved } from './move-version.sql.js';
import { appendTurn } from './record-turn.js';
import { hasEnded, type RunRow } from './run-row.sql.js';

/** The run as the DAG's latest version tells it; nothing is changed. */
export async function onLatest(tx: Tx, dags: DagCache, run: RunRow): Promise<Told & { row: RunRow }> {
  const row = { ...run, versionNumber: await latestVersion(tx, run.dagId) };
  const index = await loadPlan(tx, dags, row);
  return { row, index, state: await foldStream(tx, row, index) };
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
  by: { actor: Actor; reason: string | null; now: string },
): Promise<RunRow> {
  const after = await onLatest(tx, dags, run);
  if (after.row.versionNumber === run.versionNumber) return run;
  const index = await loadPlan(tx, dags, run);
  const gone = goneInstances({ index, state: await loadState(tx, run, index) }, after);
  const open = new Set(await openTries(tx, run.id));
  const removed = gone.filter((each) => each.open).map((each) => removal(each, open));
  const payload = { from: run.versionNumber, to: after.row.versionNumber };
  const meta = { occurredAt: by.now, actor: by.actor, reason: by.reason, causationId: null };
  const events = [...removed, { type: 'RunMovedToVersion' as const, payload }].map(
    (draft) => ({ ...meta, ...draft }) as RunEvent,
  );
  const { end } = await appendTurn(tx, dags, run, events);
  await showRemoved(tx, run.id, gone);
  const { dag } = await dags.load(run.dagId, after.row.versionNumber, tx);
  const present = dag.tasks.filter(({ id }) => after.index.position.has(id));
  await showInstances(tx, run.id, present, { index: after.index, state: after.state });
  const live = run.admitted && !hasEnded(run);
  await moveRun(tx, run, after.row.versionNumber, live);
  return { ...after.row, epoch: run.epoch + (live ? 1 : 0), head: end.version, headHash: end.hash ?? '' };
}

function removal({ taskId, mapIndex, tryNumber }: Gone, open: ReadonlySet<string>): NewEvent {
  const settles = open.has(`${taskId}/${mapIndex}/${tryNumber}`) ? { settles: 'CANCELLED' as const } : {};
  return { type: 'TaskRemoved', taskId, mapIndex, payload: { tryNumber, cause: 'not in the version', ...settles } };
}
