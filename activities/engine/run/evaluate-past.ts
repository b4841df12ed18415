import { pastAllows } from '../../../src/domain/runs/past.js';
import type { Evaluated } from '../../../src/domain/runs/run-inputs.js';
import { type Asked, type EvaluateDeps, factsOf } from './evaluation-facts.js';
import { readPast } from './past.sql.js';

/** Whether the past lets a task start; a run that is told of a change in the past asks again. */
export async function evaluatePast(deps: EvaluateDeps, dagRunId: string, asked: Asked<'past'>): Promise<Evaluated> {
  const { run, task, version } = await factsOf(deps, dagRunId, ({ id }) => id === asked.taskId);
  const below = version.dag.edges.flatMap(({ from, to }) => (from === task.id ? [to] : []));
  const { dagId, logicalDate } = run;
  const past = await readPast(deps.pool, {
    dagId,
    logicalDate,
    taskId: task.id,
    below,
    catchup: version.catchup,
    startDate: task.startDate,
  });
  const { dependsOnPast, waitForDownstream } = task;
  return { asked, holds: pastAllows({ dependsOnPast, waitForDownstream, ignoreFirstDependsOnPast: true }, past) };
}
