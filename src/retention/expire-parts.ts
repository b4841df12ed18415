import type { Tx } from '../platform/database/transaction.js';
import { byDag, tellExpired } from './tell-expired.js';

/** Runs, and rows of theirs, that one transaction takes. */
const RUNS_AT_ONCE = 100;
const ROWS_AT_ONCE = 500;

/** A part of a run that expires before the run does. */
export type Part = 'logs' | 'xcoms';
const TOLD = { logs: 'LogsExpired', xcoms: 'XComsExpired' } as const;

interface DueRun {
  id: string;
  dagId: string;
  before: string;
}

/** One step: deletes some rows of the logs, or XComs, of runs that have ended longer ago. Answers whether there may be more. */
export async function expirePart(tx: Tx, part: Part, afterMs: number): Promise<boolean> {
  const { rows: runs } = await tx.query<DueRun>(DUE[part], [afterMs, RUNS_AT_ONCE]);
  if (runs.length === 0) return false;
  const ids = runs.map(({ id }) => id);
  const { rows: gone } = await tx.query<{ id: string }>(DELETE[part], [ids, ROWS_AT_ONCE]);
  const counts = new Map<string, number>();
  for (const { id } of gone) counts.set(id, (counts.get(id) ?? 0) + 1);
  await tell(tx, part, runs, counts);
  if (gone.length === ROWS_AT_ONCE) return true;
  await tx.query(DONE[part], [ids]);
  return runs.length === RUNS_AT_ONCE;
}

async function tell(tx: Tx, part: Part, runs: readonly DueRun[], counts: ReadonlyMap<string, number>): Promise<void> {
  const touched = runs.filter(({ id }) => counts.has(id));
  const told = byDag(touched).map(([dagId, of]) => {
    const rows = of.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0);
    const payload = { endedBefore: of[0]?.before ?? null, rows, dagRunIds: of.map(({ id }) => id) };
    return { type: TOLD[part], dagId, payload };
  });
  await tellExpired(tx, told);
}

/** A run that somebody clears at this moment is left alone. */
const due = (column: string): string => `
select id, dag_id as "dagId", to_char((clock_timestamp() - $1 * interval '1 millisecond') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as before
from dag_runs
where ended_at is not null and (${column} is null or ${column} < ended_at) and ended_at < clock_timestamp() - $1 * interval '1 millisecond'
order by ended_at limit $2 for no key update skip locked`;
const DUE = { logs: due('logs_expired_at'), xcoms: due('xcoms_expired_at') };

const remove = (table: string): string => `
delete from ${table} where ctid = any(array(select ctid from ${table} where dag_run_id = any($1) limit $2)) returning dag_run_id as id`;
const DELETE = { logs: remove('task_logs'), xcoms: remove('xcoms') };

const DONE = {
  logs: 'update dag_runs set logs_expired_at = clock_timestamp() where id = any($1)',
  xcoms: 'update dag_runs set xcoms_expired_at = clock_timestamp() where id = any($1)',
};
