import { planOf } from '../../../src/domain/runs/plan-of.js';
import { fold } from '../../../src/domain/runs/evolve.js';
import { indexPlan, type PlanIndex } from '../../../src/domain/runs/plan-index.js';
import { initialState, type RunState } from '../../../src/domain/runs/run-state.js';
import type { Queryable } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import type { DagCache } from '../context/dag-cache.js';
import { readRunEvents } from './read-stream.sql.js';
import type { RunRow } from './run-row.sql.js';

/** The plan that the run is pinned to. */
export async function loadPlan(tx: Tx, dags: DagCache, run: RunRow): Promise<PlanIndex> {
  const { dagId, versionNumber, allTasks } = run;
  const { dag } = await dags.load(dagId, versionNumber, tx);
  const logicalDate = run.logicalDate?.toISOString() ?? null;
  return indexPlan(planOf(dag, { dagId, versionNumber, logicalDate, allTasks }));
}

/** A stream longer than this beyond its snapshot gets a new one, so that claims of long runs stay cheap. */
const SNAPSHOT_EVERY = 1_000;

/** The state at `upTo`: the snapshot, if one helps, and the events after it. */
export async function loadState(tx: Tx, run: RunRow, index: PlanIndex, upTo: number = run.head): Promise<RunState> {
  const start = (await readSnapshot(tx, run.id, upTo)) ?? initialState(index);
  const events = await readRunEvents(tx, run.id, start.version, upTo);
  const state = fold(index, start, events);
  if (events.length >= SNAPSHOT_EVERY && upTo === run.head) await saveSnapshot(tx, run.id, state);
  return state;
}

/** The state from the stream's first event on, without any snapshot: those were made with another plan. */
export const foldStream = async (tx: Tx, run: RunRow, index: PlanIndex): Promise<RunState> =>
  fold(index, initialState(index), await readRunEvents(tx, run.id, -1, run.head));

/** A state of the run as it was at some version up to the given one, null where none is kept. */
export async function readSnapshot(db: Queryable, dagRunId: string, upTo: number): Promise<RunState | null> {
  if (upTo < SNAPSHOT_EVERY - 1) return null;
  const { rows } = await db.query<{ state: string }>(
    'select state from run_snapshots where dag_run_id = $1 and version <= $2',
    [dagRunId, upTo],
  );
  return rows[0] === undefined ? null : (JSON.parse(rows[0].state) as RunState);
}

async function saveSnapshot(tx: Tx, dagRunId: string, state: RunState): Promise<void> {
  await tx.query(
    `insert into run_snapshots (dag_run_id, version, state) values ($1, $2, $3)
     on conflict (dag_run_id) do update set version = excluded.version, state = excluded.state`,
    [dagRunId, state.version, JSON.stringify(state)],
  );
}
