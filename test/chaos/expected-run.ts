import type { Pool } from 'pg';
import type { Breach } from './invariants.js';

/** A run that was acknowledged, and what must be true of it when everything has come to rest. */
export interface ExpectedRun {
  id: string;
  ends: ('SUCCESS' | 'FAILED')[];
  /** Of these tasks, how many instances are in which state; others are not looked at. */
  tasks?: Record<string, Record<string, number>>;
  /** What else is wrong with it, by the ledger and the database. */
  wrong?: (pool: Pool) => Promise<string[]> | string[];
}

export async function findMisled(pool: Pool, expected: readonly ExpectedRun[]): Promise<Breach[]> {
  const found: Breach[] = [];
  for (const run of expected) {
    const { rows } = await pool.query<{ state: string }>('select state from dag_runs where id = $1', [run.id]);
    const state = rows[0]?.state ?? 'lost';
    if (!run.ends.some((end) => end === state))
      found.push({ invariant: 'runs end as they must', what: `${run.id}: ${state}, not ${run.ends.join(' or ')}` });
    for (const what of [...(await wrongTasks(pool, run)), ...((await run.wrong?.(pool)) ?? [])])
      found.push({ invariant: 'tasks end as they must', what: `${run.id}: ${what}` });
  }
  return found;
}

async function wrongTasks(pool: Pool, { id, tasks = {} }: ExpectedRun): Promise<string[]> {
  const { rows } = await pool.query<{ task: string; state: string; count: number }>(
    `select task_id as task, state, count(*)::int from task_instances where dag_run_id = $1 and state <> 'REMOVED' group by 1, 2 order by 1, 2`,
    [id],
  );
  const shown = (counts: [string, number][]): string => counts.map(([state, count]) => `${count} ${state}`).join(', ');
  return Object.entries(tasks).flatMap(([task, wanted]) => {
    const is = shown(rows.filter((row) => row.task === task).map((row) => [row.state, row.count]));
    const must = shown(Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1)));
    return is === must ? [] : [`${task}: ${is || 'no instance'}, not ${must}`];
  });
}
