import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { taskName } from './task-name.js';
import { EXPLAIN_TASK, type Explained } from './tasks.operations.js';

export const explainTask: Handler<readonly [run: string, task: string], { mapIndex: number }> = async (
  cli,
  [name, taskId],
  { mapIndex },
) => {
  const { id } = await findRun(cli, name);
  const { dagRun } = await cli.client.execute(EXPLAIN_TASK, { id, taskId, mapIndex });
  if (dagRun === null) throw notFound(`run "${name}"`);
  if (dagRun.task === null) throw notFound(`task "${taskName({ taskId, mapIndex })}" in run "${name}"`);
  if (cli.out.json) cli.out.document(dagRun.task);
  else print(cli, dagRun.task);
  return EXIT.ok;
};

/** Facts that the lines above them have told already. */
const TOLD = new Set(['rule']);

function print({ out }: Cli, { explanation, ...task }: Explained): void {
  const { summary, reason, rule, upstream, blockedBy, facts } = explanation;
  out.line(plainLine(`${taskName(task)}: ${summary}`));
  const counts = Object.entries(upstream).map(([state, count]) => `${count} ${state.toLowerCase()}`);
  const rest = Object.entries(facts).filter(([name]) => !TOLD.has(name));
  out.fields([
    ['state', out.style.state(task.state)],
    ['reason', reason],
    ['blocked by', blockedBy.join(', ')],
    ['rule', rule.toLowerCase()],
    ['upstream', counts.join(', ')],
    ...rest.map(([name, fact]) => [name, JSON.stringify(fact)] as const),
  ]);
}
