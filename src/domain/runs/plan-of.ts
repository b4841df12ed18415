import { type CompiledDag, type CompiledTask, tasksInRun } from '../dag/index.js';
import type { PlanTask, RunPlan } from './run-plan.js';

/** What a run is pinned to beside the DAG's content. */
export interface PlanIdentity {
  dagId: string;
  versionNumber: number;
  logicalDate: string | null;
  /** It has the tasks of other dates, too: a backfill has made it. */
  allTasks: boolean;
}

/** The part of a compiled DAG that decides; everything that only attempts need is left out. */
export function planOf(dag: CompiledDag, { allTasks, ...identity }: PlanIdentity): RunPlan {
  const tasks = tasksInRun(dag.tasks, { logicalDate: identity.logicalDate, allTasks });
  const ids = new Set(tasks.map(({ id }) => id));
  const { runState, dagrunTimeoutMs, maxActiveTasks, failFast } = dag;
  const conditional = new Map<string, string[]>();
  for (const { from, to, when } of dag.edges)
    if (when !== null && ids.has(from)) conditional.set(to, [...(conditional.get(to) ?? []), from]);
  return {
    ...identity,
    runState,
    dagrunTimeoutMs,
    ...(maxActiveTasks === null ? {} : { maxActiveTasks }),
    ...(failFast ? { failFast } : {}),
    tasks: tasks.map((task) => planTaskOf(task, conditional.get(task.id))),
  };
}

function planTaskOf(task: CompiledTask, conditional: string[] | undefined): PlanTask {
  const { id, upstream, queue, retries, retryDelayMs, retryBackoff, maxRetryDelayMs, group } = task;
  return {
    id,
    upstream,
    queue,
    retries,
    retryDelayMs,
    retryBackoff,
    maxRetryDelayMs,
    group,
    rule: task.triggerRule,
    // its outlets are updated with a try, as in Airflow: then a worker makes one
    empty: task.type === 'empty' && task.outlets.length === 0,
    ...(task.type === 'approval' ? { awaitsInput: true } : {}),
    ...(task.retryOn.length > 0 ? { retryOn: task.retryOn } : {}),
    ...(task.noRetryOn.length > 0 ? { noRetryOn: task.noRetryOn } : {}),
    ...(task.slaMs === null ? {} : { slaMs: task.slaMs }),
    ...(task.setup ? { setup: true } : {}),
    ...(task.teardown === null ? {} : { teardown: task.teardown }),
    ...(task.expansion === null ? {} : { mapped: { by: task.expansion.id, inputs: task.expansion.inputs } }),
    ...(conditional === undefined ? {} : { conditional }),
    ...limitsOf(task),
  };
}

const limitsOf = (task: CompiledTask): Partial<PlanTask> => ({
  ...(task.dependsOnPast || task.waitForDownstream ? { dependsOnPast: true } : {}),
  ...(task.maxActivePerRun === null ? {} : { maxActivePerRun: task.maxActivePerRun }),
  ...(task.priorityWeight === 1 ? {} : { priorityWeight: task.priorityWeight }),
  ...(task.weightRule === 'downstream' ? {} : { weightRule: task.weightRule }),
  ...(task.pool === 'default' ? {} : { pool: task.pool }),
  ...(task.poolSlots === 1 ? {} : { poolSlots: task.poolSlots }),
  ...(task.maxActivePerDag === null ? {} : { maxActivePerDag: task.maxActivePerDag }),
});
