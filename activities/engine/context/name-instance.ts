import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import { renderTemplate } from '../../../src/domain/templates/index.js';
import { TaskFailure } from '../../sdk/index.js';
import type { Mask } from '../attempt/task-error.js';
import { type RenderRequest, templateScope } from './render-with.js';

/** Longest name that people are shown. */
const LONGEST = 250;

/** Gives a mapped instance its name (`mapIndexTemplate`). @throws TaskFailure of type TemplateError */
export async function nameInstance(
  request: Omit<RenderRequest, 'untemplated' | 'ref'> & { ref: TicketRef },
  template: string,
  mask: Mask,
): Promise<void> {
  const rendered = await renderTemplate(template, await templateScope(request));
  if (!rendered.ok)
    throw new TaskFailure('TemplateError', `mapIndexTemplate: ${rendered.error.message}`, { retryable: false });
  const { dagRunId, taskId, mapIndex } = request.ref;
  const { value } = rendered;
  const name = mask(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST);
  await request.pool.query(
    'update task_instances set display_name = $4 where dag_run_id = $1 and task_id = $2 and map_index = $3',
    [dagRunId, taskId, mapIndex, name],
  );
}
