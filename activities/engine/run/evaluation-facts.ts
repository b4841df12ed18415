import type { Pool } from 'pg';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Evaluation } from '../../../src/domain/runs/evaluations.js';
import type { Evaluated } from '../../../src/domain/runs/run-inputs.js';
import type { DagCache } from '../context/dag-cache.js';
import { Lookups } from '../context/lookups.js';
import type { SecretSource } from '../context/secret-source.js';
import { loadTaskFacts, type TaskFacts } from '../context/task-facts.js';
import type { Masker } from '../log/masker.js';

/** What evaluating needs of the worker. */
export interface EvaluateDeps {
  pool: Pool;
  dags: DagCache;
  secrets: SecretSource;
  masker: Masker;
}

export type Asked<K extends Evaluation['kind']> = Extract<Evaluation, { kind: K }>;

/** A local activity has 30 s; an answer that PostgreSQL does not give within this time is asked for again by the next. */
const PATIENCE_MS = 20_000;

/** The run, its version, and the task that a question is about. @throws for a run or task that is not there: a fault of ours */
export async function factsOf(
  { pool, dags }: EvaluateDeps,
  dagRunId: string,
  isIt: (task: CompiledTask) => boolean,
): Promise<TaskFacts & { task: CompiledTask }> {
  const facts = await loadTaskFacts(pool, dags, { dagRunId, taskId: '' });
  const task = facts?.version.dag.tasks.find(isIt);
  if (facts === null || task === undefined) throw new Error(`run ${dagRunId} has no such task`);
  return { ...facts, task };
}

export const lookupsOf = ({ pool, secrets, masker }: EvaluateDeps, facts: TaskFacts, mapIndex: number): Lookups =>
  new Lookups({
    pool,
    secrets,
    masker,
    facts,
    mapIndex,
    signal: AbortSignal.timeout(PATIENCE_MS),
    onWait: () => undefined,
  });

/** The question cannot be answered, whenever it is asked. */
export const refused = (asked: Asked<'map'> | Asked<'edge'>, type: string, message: string): Evaluated => ({
  asked,
  error: { type, message, retryable: false },
});
