import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { spanText } from '../format/duration-text.js';
import { instantText } from '../format/instant-text.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { taskName } from './task-name.js';
import { type Attempt, SHOW_TASK, type TaskDetails } from './tasks.operations.js';

export const showTask: Handler<readonly [run: string, task: string], { mapIndex: number }> = async (
  cli,
  [name, taskId],
  { mapIndex },
) => {
  const { id } = await findRun(cli, name);
  const { dagRun } = await cli.client.execute(SHOW_TASK, { id, taskId, mapIndex });
  if (dagRun === null) throw notFound(`run "${name}"`);
  if (dagRun.task === null) throw notFound(`task "${taskName({ taskId, mapIndex })}" in run "${name}"`);
  if (cli.out.json) cli.out.document(dagRun.task);
  else printTask(cli, dagRun.task);
  return EXIT.ok;
};

function printTask(cli: Cli, task: TaskDetails): void {
  const { out, io } = cli;
  out.fields([
    ['task', taskName(task)],
    ['state', out.style.state(task.state)],
    ['why', task.explanation.summary],
    ['blocked by', task.explanation.blockedBy.join(', ')],
    ['rule', task.explanation.rule.toLowerCase()],
    ['operator', task.operator],
    ['try', `${task.tryNumber} of ${task.maxTries}`],
    ['queued', instantText(task.queuedAt)],
    ['started', instantText(task.startedAt)],
    ['ended', instantText(task.endedAt)],
    ['duration', spanText(task.startedAt, task.endedAt, io.now())],
    ['next try', instantText(task.nextTryAt)],
    ['pokes', task.pokeCount === 0 ? '' : `${task.pokeCount}, the last ${instantText(task.lastPokeAt)}`],
    ['pool', `${task.pool} (${task.poolSlots})`],
    ['queue', task.queue],
    ['note', task.note ?? ''],
  ]);
  printAttempts(cli, task.attempts);
  printValues(cli, task);
}

function printAttempts({ out, io }: Cli, attempts: readonly Attempt[]): void {
  if (attempts.length === 0) return;
  out.line('');
  out.table(
    ['TRY', 'ATTEMPT', 'OUTCOME', 'STARTED', 'DURATION', 'WORKER', 'ERROR'],
    attempts.map((attempt) => [
      String(attempt.tryNumber),
      String(attempt.attempt),
      out.style.state(attempt.outcome ?? 'RUNNING'),
      instantText(attempt.startedAt),
      spanText(attempt.startedAt, attempt.endedAt, io.now()),
      attempt.worker,
      attempt.error === null ? '' : `${attempt.error.type}: ${attempt.error.message}`,
    ]),
  );
}

function printValues({ out }: Cli, { renderedFields, xcoms }: TaskDetails): void {
  const fields = Object.entries((renderedFields ?? {}) as Record<string, unknown>);
  if (fields.length > 0) out.line(`\n${out.style.dim('RENDERED')}`);
  for (const [name, value] of fields) out.line(`${plainLine(name)}: ${plainLine(JSON.stringify(value))}`);
  if (xcoms.length > 0) out.line(`\n${out.style.dim('XCOM')}`);
  for (const { key, value } of xcoms) out.line(`${plainLine(key)}: ${plainLine(JSON.stringify(value))}`);
}
