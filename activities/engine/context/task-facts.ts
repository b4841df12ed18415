import type { Pool } from 'pg';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import type { DagCache, LoadedVersion } from './dag-cache.js';
import { readRunFacts, type RunFactsRow } from './run-facts.sql.js';

/** Everything about a ticket's task that does not change while it runs. */
export interface TaskFacts {
  run: RunFactsRow;
  version: LoadedVersion;
  /** null where the version has no such task: a fault of ours, and the attempt fails with it. */
  task: CompiledTask | null;
}

/** null: no such run. @throws where PostgreSQL is out of reach */
export async function loadTaskFacts(
  pool: Pool,
  dags: DagCache,
  ref: Pick<TicketRef, 'dagRunId' | 'taskId'>,
): Promise<TaskFacts | null> {
  const run = await readRunFacts(pool, ref.dagRunId);
  if (run === null) return null;
  const version = await dags.load(run.dagId, run.versionNumber);
  return { run, version, task: version.tasks.get(ref.taskId) ?? null };
}
