import type { Actor } from '../../../src/domain/events/actor.js';
import { affectedBy } from '../../../src/domain/runs/controls/affected.js';
import type { ControlRequest } from '../../../src/domain/runs/controls/control-request.js';
import { type ControlRefusal, refusalOf } from '../../../src/domain/runs/controls/refuse-control.js';
import { decideOffline } from '../../../src/domain/runs/decide-offline.js';
import type { ControlFact } from '../../../src/domain/runs/run-inputs.js';
import { isEnded } from '../../../src/domain/runs/task-state.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import type { Tx } from '../../../src/platform/database/transaction.js';
import { DagCache } from '../context/dag-cache.js';
import type { AddedInstance } from './added-instance.js';
import { loadPlan, loadState } from './load-run.js';
import { type MovedInstances, movedNames, moveToLatest, onLatest } from './move-version.js';
import { isWatched, wakeLaterRuns } from './past.sql.js';
import { appendTurn } from './record-turn.js';
import { hasEnded, lockRun, type RunRow } from './run-row.sql.js';

export interface NewControl {
  dagRunId: string;
  request: ControlRequest;
  actor: Actor;
  reason: string | null;
  /** The run goes on with the DAG's latest version. */
  onLatestVersion?: boolean;
}

/** The control's number in its run, and whether the run must be admitted again (it was ended and is queued now). */
export interface RequestedControl {
  number: number;
  dagId: string;
  reopened: boolean;
  /** What the move to the latest version has changed, with which the control began. */
  moved: MovedInstances;
}

/**
 * Puts a person's wish into the run's queue of controls, in the caller's transaction (ARCHITECTURE decision 12). A run with an execution is
 * woken and judges it; a run without one (queued or ended) is judged here and now, under its row's lock, so that it works without Temporal.
 * Answers null for an unknown run, and why where the DAG's latest version could not do what is asked: then nothing is changed.
 */
export async function requestControl(
  tx: Tx,
  control: NewControl,
): Promise<RequestedControl | { refusal: ControlRefusal } | null> {
  const dags = new DagCache(tx);
  const locked = await lockRun(tx, control.dagRunId);
  if (locked === null) return null;
  const begun =
    control.onLatestVersion === true ? await moveFirst(tx, dags, locked, control) : { run: locked, moved: UNMOVED };
  if ('refusal' in begun) return begun;
  const { run, moved } = begun;
  const number = await insertControl(tx, control);
  const fact: ControlFact = { number, request: control.request, actor: control.actor, reason: control.reason };
  if (!run.admitted || hasEnded(run))
    return { number, dagId: run.dagId, moved, reopened: await judge(tx, dags, run, fact) };
  await tx.query(`insert into outbox (kind, dag_run_id, epoch) values ('wake', $1, $2)`, [run.id, run.epoch]);
  return { number, dagId: run.dagId, moved, reopened: false };
}

/** What a control would change: task instances as `taskId/mapIndex`. */
export interface Preview {
  affected: string[];
  moved: MovedInstances;
  /** What is added has no row yet: what it would show. */
  rows: AddedInstance[];
}

/**
 * What the control would do to the run as it is now, by the same functions as `requestControl`; nothing is written. Answers why it would be refused,
 * and null for an unknown run.
 */
export async function previewControl(
  tx: Tx,
  control: NewControl,
): Promise<Preview | { refusal: ControlRefusal } | null> {
  const run = await lockRun(tx, control.dagRunId);
  if (run === null) return null;
  const dags = new DagCache(tx);
  const moving = control.onLatestVersion === true ? await onLatest(tx, dags, run) : null;
  const { index, state } = moving ?? (await told(tx, dags, run));
  const refusal = refusalOf(index, state, control.request);
  if (refusal !== null) return { refusal };
  const { request, actor, reason } = control;
  const fact: ControlFact = { number: state.lastControl + 1, request, actor, reason };
  const affected = affectedBy(fact.number, decideOffline(index, state, fact, await clock(tx)).events);
  return moving === null
    ? { affected, moved: UNMOVED, rows: [] }
    : { affected, moved: movedNames(moving.move), rows: moving.rows };
}

const UNMOVED: MovedInstances = { added: [], removed: [] };

async function told(tx: Tx, dags: DagCache, run: RunRow) {
  const index = await loadPlan(tx, dags, run);
  return { index, state: await loadState(tx, run, index) };
}

async function moveFirst(
  tx: Tx,
  dags: DagCache,
  run: RunRow,
  { request, actor, reason }: NewControl,
): Promise<{ run: RunRow; moved: MovedInstances } | { refusal: ControlRefusal }> {
  const moving = await onLatest(tx, dags, run);
  const refusal = refusalOf(moving.index, moving.state, request);
  if (refusal !== null) return { refusal };
  const by = { actor, reason, now: isoOf(await clock(tx)) };
  return { run: await moveToLatest(tx, dags, run, moving, by), moved: movedNames(moving.move) };
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

/** The database's clock, ms. */
async function clock(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  );
  return rows[0]?.now ?? 0;
}

async function judge(tx: Tx, dags: DagCache, run: RunRow, fact: ControlFact): Promise<boolean> {
  const { index, state } = await told(tx, dags, run);
  const decided = decideOffline(index, state, fact, await clock(tx));
  if (decided.events.length > 0) await appendTurn(tx, dags, run, decided.events);
  if (decided.events.length > 0 && isWatched(index.plan)) await wakeLaterRuns(tx, run.id);
  const reopened = isEnded(state.phase) && !isEnded(decided.state.phase);
  if (reopened) await tx.query('update dag_runs set epoch = epoch + 1, admitted_at = null where id = $1', [run.id]);
  return reopened;
}
