import type { Pool } from 'pg';
import { DagCache } from '../../activities/engine/context/dag-cache.js';
import { foldStream, loadPlan } from '../../activities/engine/run/load-run.js';
import { lockRun } from '../../activities/engine/run/run-row.sql.js';
import { eachInstance } from '../../src/domain/runs/instances.js';
import { inTransaction } from '../../src/platform/database/transaction.js';

/** Where the rows of a run that has ended do not show what its stream tells. */
export function rowsBesideFold(pool: Pool, dagRunId: string): Promise<string[]> {
  return inTransaction(pool, async (tx) => {
    const run = await lockRun(tx, dagRunId);
    if (run === null) return ['the run is gone'];
    const index = await loadPlan(tx, new DagCache(tx), run);
    const state = await foldStream(tx, run, index);
    const { rows } = await tx.query<{ name: string; state: string }>(
      `select concat_ws('/', task_id, map_index) as name, state from task_instances where dag_run_id = $1`,
      [dagRunId],
    );
    const shown = new Map(rows.map((row) => [row.name, row.state]));
    const wrong = state.phase.toUpperCase() === run.state ? [] : [`the run is ${run.state}, not ${state.phase}`];
    eachInstance(state, (entry, position, mapIndex) => {
      const name = `${index.plan.tasks[position]?.id ?? ''}/${mapIndex}`;
      const is = shown.get(name) ?? 'missing';
      if (is !== entry.state.toUpperCase()) wrong.push(`${name} is ${is}, not ${entry.state}`);
    });
    return wrong;
  });
}
