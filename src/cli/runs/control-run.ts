import { refusalFailure } from '../client/api-errors.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { plainLine } from '../format/plain-text.js';
import type { Cli } from '../invocation.js';
import { taskName } from '../tasks/task-name.js';
import type { AffectedTask, Control, ControlAnswer } from './controls.operations.js';

/** The service waits 10 s for the run's answer; asked again with the same key, it goes on waiting for the same request. */
const TIMES_ASKED = 4;

/** Asks a run for something and prints what became of it. @param what in the past tense, such as "cleared" */
export async function controlRun<Variables extends object>(
  cli: Cli,
  asked: { control: Control<Variables>; variables: Variables; what: string; dryRun?: boolean | undefined },
): Promise<ExitCode> {
  const answer = await ask(cli, asked.control, asked.variables);
  if (answer.__typename === 'ControlRefused') throw refusalFailure(answer);
  if (answer.__typename === 'InvalidParams') {
    const issues = answer.issues.map(({ path, message }) => plainLine(path === '' ? message : `${path}: ${message}`));
    throw new CliFailure(EXIT.refused, 'INVALID_PARAMS', issues.join('\n'));
  }
  report(cli, answer, asked.what, asked.dryRun === true);
  return EXIT.ok;
}

async function ask<Variables extends object>(
  cli: Cli,
  control: Control<Variables>,
  variables: Variables,
): Promise<ControlAnswer> {
  for (let asked = 1; ; asked += 1) {
    const { control: answer } = await cli.client.execute(control, variables);
    const late = answer.__typename === 'ControlRefused' && answer.code === 'UNAVAILABLE';
    if (!late || asked === TIMES_ASKED) return answer;
    cli.out.note('the request is recorded; waiting for the run to take it up');
  }
}

function report(
  { out }: Cli,
  answer: Extract<ControlAnswer, { dagRun: unknown }>,
  what: string,
  dryRun: boolean,
): void {
  const { dagRun } = answer;
  const affected = answer.__typename === 'ControlApplied' ? answer.affected : [];
  if (out.json) return out.document({ dagRun, affected });
  const name = `${dagRun.dagId}/${dagRun.runId}`;
  if (answer.__typename === 'DagRunCreated') return out.line(`${dagRun.id}  ${name}  ${dagRun.state}`);
  const own = affected.filter(({ dagRunId }) => dagRunId === dagRun.id);
  const did = `${dryRun ? 'would be ' : ''}${what}`;
  out.line(`${did}${own.length === 0 ? '' : `: ${own.map(taskName).join(', ')}`}`);
  for (const [other, tasks] of ofOthers(dagRun, affected)) out.line(`${did} in run ${other}: ${tasks.join(', ')}`);
  out.line(`${name} is ${dagRun.state}`);
}

/** Tasks of other runs that have been changed with this one. */
function ofOthers({ id }: { readonly id: string }, affected: readonly AffectedTask[]): Map<string, string[]> {
  const others = new Map<string, string[]>();
  for (const task of affected)
    if (task.dagRunId !== id) others.set(task.dagRunId, [...(others.get(task.dagRunId) ?? []), taskName(task)]);
  return others;
}
