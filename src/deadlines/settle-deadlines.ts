import type { Pool } from 'pg';
import type { DagCache } from '../../activities/engine/context/dag-cache.js';
import { lockRun, type RunRow } from '../../activities/engine/run/run-row.sql.js';
import { appendTurn, tellOf } from '../../activities/engine/run/record-turn.js';
import { judgeDeadline } from '../domain/deadlines/due-deadlines.js';
import type { RunEvent } from '../domain/runs/run-events.js';
import type { Notifier } from '../event-store/index.js';
import { inTransaction, type Tx } from '../platform/database/transaction.js';

const ACTOR = { kind: 'SYSTEM', id: 'deadlines', name: 'deadlines' } as const;
/** Runs that one look takes. */
const AT_ONCE = 100;

interface OpenDeadline {
  position: number;
  versionNumber: number;
  rule: string;
  at: number;
  now: number;
  state: string;
  endedAt: number | null;
  paused: boolean;
}

type Missed = Extract<RunEvent, { type: 'DeadlineMissed' }>;

/**
 * Settles deadlines that are over: met where the run had succeeded by then, else missed, with its event in the run's stream and those who are to be
 * told. Any number of processes may do it at once. Answers whether there may be more.
 */
export async function settleDeadlines(pool: Pool, dags: DagCache, notifier: Notifier): Promise<boolean> {
  const { rows } = await pool.query<{ id: string }>(OVER, [AT_ONCE]);
  const ids = [...new Set(rows.map(({ id }) => id))];
  for (const dagRunId of ids) {
    const events = await inTransaction(pool, (tx) => settleRun(tx, dags, dagRunId));
    tellOf(notifier, { dagRunId, events });
  }
  return rows.length === AT_ONCE;
}

const OVER = `
select dag_run_id as id from deadlines where met_at is null and missed_at is null and at <= clock_timestamp() order by at limit $1`;

/** The run's lock comes first, and what is read under it decides. */
async function settleRun(tx: Tx, dags: DagCache, dagRunId: string): Promise<Missed[]> {
  const run = await lockRun(tx, dagRunId);
  if (run === null) return [];
  const { rows } = await tx.query<OpenDeadline>(OPEN, [dagRunId]);
  const judged = rows.map((each) => ({ ...each, verdict: judgeDeadline(each.at, each, each.now) }));
  const missed = judged.filter(({ verdict }) => verdict === 'missed');
  await close(
    tx,
    dagRunId,
    'met_at',
    judged.filter(({ verdict }) => verdict === 'met'),
  );
  await close(tx, dagRunId, 'missed_at', missed);
  return append(tx, dags, run, missed);
}

const OPEN = `
select d.position, d.version_number as "versionNumber", d.rule, floor(extract(epoch from d.at) * 1000)::float8 as at,
  floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now, r.state, r.paused,
  floor(extract(epoch from r.ended_at) * 1000)::float8 as "endedAt"
from deadlines d join dag_runs r on r.id = d.dag_run_id
where d.dag_run_id = $1 and d.met_at is null and d.missed_at is null order by d.at, d.position`;

async function close(
  tx: Tx,
  dagRunId: string,
  column: 'met_at' | 'missed_at',
  deadlines: readonly OpenDeadline[],
): Promise<void> {
  if (deadlines.length === 0) return;
  const [sql, positions] = [CLOSE[column], deadlines.map(({ position }) => position)];
  await tx.query(sql, [dagRunId, positions]);
}

const CLOSE = {
  met_at: `update deadlines set met_at = (select ended_at from dag_runs where id = $1) where dag_run_id = $1 and position = any($2)`,
  missed_at: `update deadlines set missed_at = clock_timestamp() where dag_run_id = $1 and position = any($2)`,
};

/** One after the other: each names its notifiers in the version that its rule is from, where the run may have moved on. */
async function append(tx: Tx, dags: DagCache, run: RunRow, missed: readonly OpenDeadline[]): Promise<Missed[]> {
  let head = run;
  const events = missed.map(missedOf);
  for (const [i, event] of events.entries()) {
    const { end } = await appendTurn(
      tx,
      dags,
      { ...head, versionNumber: missed[i]?.versionNumber ?? run.versionNumber },
      [event],
    );
    head = { ...head, head: end.version, headHash: end.hash ?? '' };
  }
  return events;
}

const missedOf = ({ position, rule, at, now, state, paused }: OpenDeadline): Missed => ({
  type: 'DeadlineMissed',
  occurredAt: new Date(now).toISOString(),
  actor: ACTOR,
  payload: { position, rule, deadline: new Date(at).toISOString(), state: state.toLowerCase(), paused },
});
