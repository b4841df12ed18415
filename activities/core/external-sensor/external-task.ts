import { type AwaitedTarget, defineOperator } from '../../sdk/index.js';
import { externalTaskWith, type ExternalTaskWith } from './schema.js';
import { watchRun } from './watch-run.js';

/** Waits for tasks of a run of another DAG, whose ends wake it. */
export const externalTask = defineOperator<ExternalTaskWith>({
  type: 'sensor.externalTask',
  summary: 'Waits for tasks of a run of another DAG',
  with: externalTaskWith,
  poke: async (context, params) => {
    const run = await watchRun(context, params, partOf(params));
    return run === null ? { done: false } : { done: true, value: { id: run.id, dagId: run.dagId, runId: run.runId } };
  },
});

function partOf({ task, tasks, group }: ExternalTaskWith): AwaitedTarget['part'] {
  if (group !== undefined) return { group };
  return { tasks: [...new Set(task === undefined ? tasks : [task])] };
}
