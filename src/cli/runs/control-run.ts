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
  const [affected, changes] =
    answer.__typename === 'ControlApplied' ? [answer.affected, answer.versionChanges] : [[], []];
  if (out.json) return out.document({ dagRun, affected, versionChanges: changes });
  const name = `${dagRun.dagId}/${dagRun.runId}`;
  if (answer.__typename === 'DagRunCreated') return out.line(`${dagRun.id}  ${name}  ${dagRun.state}`);
  const would = dryRun ? 'would be ' : '';
  const moved = new Set(changes.map(keyOf));
  const kept = affected.filter((task) => !moved.has(keyOf(task)));
  const parts = [
    { did: what, tasks: kept },
    { did: 'REMOVED', tasks: changes.filter(({ change }) => change === 'REMOVED') },
    { did: 'added', tasks: changes.filter(({ change }) => change === 'ADDED') },
  ];
  for (const { did, tasks } of parts) {
    const own = tasks.filter(({ dagRunId }) => dagRunId === dagRun.id);
    if (own.length > 0 || did === what) out.line(`${would}${did}${own.length === 0 ? '' : `: ${namesOf(own)}`}`);
    for (const [other, theirs] of ofOthers(dagRun, tasks))
      out.line(`${would}${did} in run ${other}: ${theirs.join(', ')}`);
  }
  out.line(`${name} is ${dagRun.state}`);
}

type Named = Pick<AffectedTask, 'dagRunId' | 'taskId' | 'mapIndex'>;
const keyOf = ({ dagRunId, taskId, mapIndex }: Named): string => `${dagRunId}/${taskId}/${mapIndex}`;
const namesOf = (tasks: readonly Named[]): string => tasks.map(taskName).join(', ');

/** Tasks of other runs that have been changed with this one. */
function ofOthers({ id }: { readonly id: string }, affected: readonly Named[]): Map<string, string[]> {
  const others = new Map<string, string[]>();
  for (const task of affected)
    if (task.dagRunId !== id) others.set(task.dagRunId, [...(others.get(task.dagRunId) ?? []), taskName(task)]);
  return others;
}
