import { refusalFailure } from '../client/api-errors.js';
import { follow } from '../client/follow.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { spanText } from '../format/duration-text.js';
import { plainLine } from '../format/plain-text.js';
import { instantsOfDag } from '../input/instants-of-dag.js';
import { type Cli, type Handler, mutationFields, type MutationOptions } from '../invocation.js';
import { jsonArgument } from '../json-argument.js';
import { exitCodeOf, hasEnded } from './run-end.js';
import {
  AWAIT_RUN,
  type RunSummary,
  TRIGGER_DAG,
  type TriggerDagInput,
  type TriggerDagResult,
} from './runs.operations.js';

interface Options extends MutationOptions {
  readonly conf?: string;
  readonly runId?: string;
  readonly logicalDate?: string;
  readonly note?: string;
  readonly wait?: boolean;
}

export const triggerRun: Handler<readonly [dagId: string], Options> = async (cli, [dagId], options) => {
  const input = await inputOf(cli, dagId, options);
  const { triggerDag } = await cli.client.execute(TRIGGER_DAG, { input });
  const created = createdRun(triggerDag);
  if (options.wait !== true) {
    report(cli, created);
    return EXIT.ok;
  }
  cli.out.note(`${created.dagId}/${created.runId} (${created.id}) is ${created.state}`);
  const ended = await lastState(cli, created);
  report(cli, ended);
  return exitCodeOf(ended);
};

async function inputOf(cli: Cli, dagId: string, options: Options): Promise<TriggerDagInput> {
  const { conf, runId, logicalDate, note } = options;
  return {
    dagId,
    ...(conf === undefined ? {} : { conf: await jsonArgument(cli.io, '--conf', conf) }),
    ...(runId === undefined ? {} : { runId }),
    ...(await logicalDateOf(cli, dagId, logicalDate)),
    ...(note === undefined ? {} : { note }),
    ...mutationFields(options),
  };
}

async function logicalDateOf(cli: Cli, dagId: string, given?: string): Promise<{ logicalDate?: string | null }> {
  if (given === undefined) return {};
  if (given === 'none') return { logicalDate: null };
  const [logicalDate = given] = await instantsOfDag(cli, dagId, [given]);
  return { logicalDate };
}

function createdRun(result: TriggerDagResult): RunSummary {
  if (result.__typename === 'DagRunCreated') return result.dagRun;
  if (result.__typename !== 'InvalidParams') throw refusalFailure(result);
  const issues = result.issues.map(({ path, message }) => plainLine(path === '' ? message : `${path}: ${message}`));
  throw new CliFailure(EXIT.refused, 'INVALID_PARAMS', issues.join('\n'));
}

async function lastState(cli: Cli, created: RunSummary): Promise<RunSummary> {
  let latest = created;
  for await (const run of follow(cli, created.id, { operation: AWAIT_RUN, hasEnded })) {
    if (run.state !== latest.state) cli.out.note(`${run.dagId}/${run.runId} is ${run.state}`);
    latest = run;
  }
  return latest;
}

function report({ out, io }: Cli, run: RunSummary): void {
  if (out.json) return out.document(run);
  const took = spanText(run.startedAt, run.endedAt, io.now());
  out.line(
    [run.id, `${run.dagId}/${run.runId}`, out.style.state(run.state).paint(run.state), took].join('  ').trimEnd(),
  );
}
