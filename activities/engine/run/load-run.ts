import { compileDag, type NormalizedDag } from '../../../src/domain/dag/index.js';
import { planOf } from '../../../src/domain/runs/plan-of.js';
import { fold } from '../../../src/domain/runs/evolve.js';
import { indexPlan, type PlanIndex } from '../../../src/domain/runs/plan-index.js';
import { initialState, type RunState } from '../../../src/domain/runs/run-state.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { readRunEvents } from './read-stream.sql.js';
import type { RunRow } from './run-row.sql.js';

/** The plan that the run is pinned to. */
export async function loadPlan(tx: Tx, run: RunRow): Promise<PlanIndex> {
  const { rows } = await tx.query<{ spec: NormalizedDag }>(
    'select spec from dag_versions where dag_id = $1 and number = $2',
    [run.dagId, run.versionNumber],
  );
  const version = rows[0];
  if (version === undefined) throw new Error(`dag ${run.dagId} has no version ${run.versionNumber}`);
  const logicalDate = run.logicalDate?.toISOString() ?? null;
  return indexPlan(
    planOf(compileDag(version.spec), { dagId: run.dagId, versionNumber: run.versionNumber, logicalDate }),
  );
}

/** A stream longer than this beyond its snapshot gets a new one, so that claims of long runs stay cheap. */
const SNAPSHOT_EVERY = 1_000;

/** The state at `upTo`: the snapshot, if one helps, and the events after it. */
export async function loadState(tx: Tx, run: RunRow, index: PlanIndex, upTo: number = run.head): Promise<RunState> {
  const { rows } = await tx.query<{ state: string }>(
    'select state from run_snapshots where dag_run_id = $1 and version <= $2',
    [run.id, upTo],
  );
  const snapshot = rows[0];
  const start = snapshot === undefined ? initialState(index) : (JSON.parse(snapshot.state) as RunState);
  const events = await readRunEvents(tx, run.id, start.version, upTo);
  const state = fold(index, start, events);
  if (events.length >= SNAPSHOT_EVERY && upTo === run.head) await saveSnapshot(tx, run.id, state);
  return state;
}

async function saveSnapshot(tx: Tx, dagRunId: string, state: RunState): Promise<void> {
  await tx.query(
    `insert into run_snapshots (dag_run_id, version, state) values ($1, $2, $3)
     on conflict (dag_run_id) do update set version = excluded.version, state = excluded.state`,
    [dagRunId, state.version, JSON.stringify(state)],
  );
}
