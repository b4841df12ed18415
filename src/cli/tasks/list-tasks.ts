import { notFound } from '../client/api-errors.js';
import { readPages } from '../client/pages.js';
import { spanText } from '../format/duration-text.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { LIST_TASKS, type TaskFilter, type TaskLine } from './tasks.operations.js';
import { taskName } from './task-name.js';
import { showList } from '../show-list.js';

interface Options {
  readonly task?: string;
  readonly state?: readonly string[];
  readonly limit: number;
}

const LARGEST_PAGE = 500;

export const listTasks: Handler<readonly [run: string], Options> = async (cli, [name], { task, state, limit }) => {
  const { id } = await findRun(cli, name);
  const filter = { ...(task === undefined ? {} : { taskId: task }), ...(state === undefined ? {} : { states: state }) };
  const read = await readTasks(cli, id, filter, limit);
  return showList(cli, read, limit, printTasks);
};

/** Up to `limit` task instances of a run. @throws CliFailure where the run is gone */
export async function readTasks(
  cli: Cli,
  id: string,
  filter: TaskFilter,
  limit: number,
): Promise<{ nodes: TaskLine[]; more: boolean }> {
  return await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const { dagRun } = await cli.client.execute(LIST_TASKS, { id, filter, first, after });
    if (dagRun === null) throw notFound(`run "${id}"`);
    return dagRun.tasks;
  });
}

export function printTasks({ out, io }: Cli, tasks: readonly TaskLine[]): void {
  if (tasks.length === 0) return out.note('no task instance');
  out.table(
    ['TASK', 'STATE', 'TRY', 'STARTED', 'DURATION', 'OPERATOR'],
    tasks.map((task) => [
      taskName(task),
      out.style.state(task.state),
      task.tryNumber === 0 ? '' : `${task.tryNumber}/${task.maxTries}`,
      instantText(task.startedAt),
      spanText(task.startedAt, task.endedAt, io.now()),
      task.operator,
    ]),
  );
}
