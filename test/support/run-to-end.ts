import type { RunActivities } from '../../activities/contract.js';
import type { Pool } from 'pg';
import type { SpecWorker } from './engine.js';

/** Runs a run to its end without a workflow: turns and attempts one after the other. Nothing is left of what its execution would have known. */
export async function runToEnd(pool: Pool, worker: SpecWorker, run: RunActivities, dagRunId: string): Promise<void> {
  for (let turns = 0; turns < 50; turns += 1) {
    const answer = await run.claim({ dagRunId, epoch: 1, now: Date.now() });
    if (answer.kind === 'superseded') return;
    await attemptAll(pool, worker, dagRunId);
  }
  throw new Error(`run ${dagRunId} does not end`);
}

async function attemptAll(pool: Pool, worker: SpecWorker, dagRunId: string): Promise<void> {
  const { rows } = await pool.query<{ taskId: string; mapIndex: number; tryNumber: number; poke: number }>(
    `select task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", poke from tickets where dag_run_id = $1 and outcome is null`,
    [dagRunId],
  );
  for (const ticket of rows) await worker.engine.attempt({ dagRunId, ...ticket });
}
