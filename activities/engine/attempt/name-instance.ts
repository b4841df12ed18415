import type { EarlierWork } from '../cache/earlier-work.js';

/** Longest name that people are shown. */
const LONGEST = 250;

/** Gives a mapped instance its name (`mapIndexTemplate`). @throws TaskFailure of type TemplateError */
export async function nameInstance({ body, deps, task, render }: EarlierWork): Promise<void> {
  const { dagRunId, taskId, mapIndex } = body.begun.ref;
  if (task.mapIndexTemplate === null || mapIndex < 0) return;
  const { mapIndexTemplate: name } = await render('', { mapIndexTemplate: task.mapIndexTemplate });
  const text = typeof name === 'string' ? name : JSON.stringify(name);
  await deps.pool.query(
    'update task_instances set display_name = $4 where dag_run_id = $1 and task_id = $2 and map_index = $3',
    [dagRunId, taskId, mapIndex, deps.masker.mask(text).slice(0, LONGEST)],
  );
}
