import type { Pool } from 'pg';
import type { Breach } from '../invariants.js';
import type { DueDag } from './due-dags.js';

interface RunRow {
  dagId: string;
  runId: string;
  logicalDate: number;
  runAfter: number;
  /** When the database recorded the creation, ms. */
  createdAt: number;
  creations: number;
}

const RUNS = `
select r.dag_id as "dagId", r.run_id as "runId", (extract(epoch from r.logical_date) * 1000)::float8 as "logicalDate",
  (extract(epoch from r.run_after) * 1000)::float8 as "runAfter", min(extract(epoch from e.recorded_at) * 1000)::float8 as "createdAt",
  count(e.stream)::int as creations
from dag_runs r left join events e on e.dag_run_id = r.id and e.type = 'RunCreated'
where r.dag_id like 'due\\_%' group by r.id`;

/** Every due instant has one run with one RunCreated, none before its time, and nothing else has a run. Lateness in ms. */
export async function dueBreaches(
  pool: Pool,
  dags: readonly DueDag[],
): Promise<{ breaches: Breach[]; lateness: number[] }> {
  const { rows } = await pool.query<RunRow>(RUNS);
  const byDag = new Map<string, RunRow[]>();
  for (const row of rows) byDag.set(row.dagId, [...(byDag.get(row.dagId) ?? []), row]);
  const { rows: told } = await pool.query<{ what: string }>(
    `select type || ' ' || coalesce(dag_id, '') || ': ' || payload::text as what from events where type in ('ScheduledRunSkipped', 'DagScheduleFailed')
     union all select 'RunCreated without a row: ' || stream from events where type = 'RunCreated' and not exists (select 1 from dag_runs r where r.id = events.dag_run_id)`,
  );
  return {
    breaches: [
      ...dags.flatMap((dag) => breachesOf(dag, byDag.get(dag.spec.id) ?? [])),
      ...told.map(({ what }) => ({ invariant: 'schedules go on without an error', what })),
    ],
    lateness: rows.map((row) => row.createdAt - row.runAfter),
  };
}

function breachesOf({ spec: { id }, logicalDates, dueAfter }: DueDag, rows: readonly RunRow[]): Breach[] {
  const counts = new Map<number, number>();
  for (const { logicalDate } of rows) counts.set(logicalDate, (counts.get(logicalDate) ?? 0) + 1);
  const name = (ms: number): string => `${id} ${new Date(ms).toISOString()}`;
  const breach = (invariant: string) => (what: string) => ({ invariant, what });
  return [
    ...logicalDates
      .filter((date) => !counts.has(date))
      .map(name)
      .map(breach('no run is missed')),
    ...[...counts]
      .filter(([, count]) => count > 1)
      .map(([date]) => name(date))
      .map(breach('no run is double')),
    ...rows
      .filter(({ logicalDate }) => !logicalDates.includes(logicalDate))
      .map(({ runId }) => `${id}/${runId}`)
      .map(breach('only what is due is made')),
    ...rows
      .filter((row) => row.runAfter !== row.logicalDate + dueAfter)
      .map(({ runId }) => `${id}/${runId}`)
      .map(breach('runs are due when their schedule says')),
    ...rows
      .filter((row) => row.createdAt < row.runAfter)
      .map((row) => `${id}/${row.runId} by ${row.runAfter - row.createdAt} ms`)
      .map(breach('no run is early')),
    ...rows
      .filter(({ creations }) => creations !== 1)
      .map((row) => `${id}/${row.runId}: ${row.creations}`)
      .map(breach('a run has one RunCreated')),
  ];
}

/** How many of the runs are made; asked until it is all of them. */
export async function countMade(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from dag_runs where dag_id like 'due\\_%'`,
  );
  return rows[0]?.count ?? 0;
}
