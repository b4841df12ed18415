import type { Actor } from '../../../src/domain/events/actor.js';
import { decideOffline } from '../../../src/domain/runs/decide-offline.js';
import type { ControlFact, ControlRequest } from '../../../src/domain/runs/run-inputs.js';
import { isEnded } from '../../../src/domain/runs/task-state.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { DagCache } from '../context/dag-cache.js';
import { loadPlan, loadState } from './load-run.js';
import { isWatched, wakeLaterRuns } from './past.sql.js';
import { appendTurn } from './record-turn.js';
import { hasEnded, lockRun, type RunRow } from './run-row.sql.js';

export interface NewControl {
  dagRunId: string;
  request: ControlRequest;
  actor: Actor;
  reason: string | null;
}

/** The control's number in its run, and whether the run must be admitted again (it was ended and is queued now). */
export interface RequestedControl {
  number: number;
  dagId: string;
  reopened: boolean;
}

/**
 * Puts a person's wish into the run's queue of controls, in the caller's transaction (ARCHITECTURE decision 12). A run with an execution is
 * woken and judges it; a run without one (queued or ended) is judged here and now, under its row's lock, so that it works without Temporal.
 * Answers null for an unknown run.
 */
export async function requestControl(tx: Tx, control: NewControl): Promise<RequestedControl | null> {
  const run = await lockRun(tx, control.dagRunId);
  if (run === null) return null;
  const number = await insertControl(tx, control);
  const fact: ControlFact = { number, request: control.request, actor: control.actor, reason: control.reason };
  if (!run.admitted || hasEnded(run)) return { number, dagId: run.dagId, reopened: await judge(tx, run, fact) };
  await tx.query(`insert into outbox (kind, dag_run_id, epoch) values ('wake', $1, $2)`, [run.id, run.epoch]);
  return { number, dagId: run.dagId, reopened: false };
}

async function insertControl(tx: Tx, { dagRunId, request, actor, reason }: NewControl): Promise<number> {
  const { rows } = await tx.query<{ number: number }>(
    'update dag_runs set last_control = last_control + 1 where id = $1 returning last_control as number',
    [dagRunId],
  );
  const number = rows[0]?.number ?? 0;
  await tx.query(
    `insert into controls (dag_run_id, number, kind, input, actor_kind, actor_id, actor_name, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [dagRunId, number, request.kind, JSON.stringify(request), actor.kind, actor.id, actor.name, reason],
  );
  return number;
}

async function judge(tx: Tx, run: RunRow, fact: ControlFact): Promise<boolean> {
  const dags = new DagCache(tx);
  const index = await loadPlan(tx, dags, run);
  const state = await loadState(tx, run, index);
  const { rows } = await tx.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  );
  const decided = decideOffline(index, state, fact, rows[0]?.now ?? 0);
  if (decided.events.length > 0) await appendTurn(tx, dags, run, decided.events);
  if (decided.events.length > 0 && isWatched(index.plan)) await wakeLaterRuns(tx, run.id);
  const reopened = isEnded(state.phase) && !isEnded(decided.state.phase);
  if (reopened) await tx.query('update dag_runs set epoch = epoch + 1, admitted_at = null where id = $1', [run.id]);
  return reopened;
}
