import { notFound } from '../client/api-errors.js';
import { EXIT } from '../exit-code.js';
import { spanText } from '../format/duration-text.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type DagDetails, SHOW_DAG, SHOW_VERSION, type VersionDetails } from './dags.operations.js';

interface Options {
  readonly at?: number;
  readonly spec?: boolean;
}

export const showDag: Handler<readonly [dagId: string], Options> = async (cli, [dagId], options) => {
  const { dag } = await cli.client.execute(SHOW_DAG, { id: dagId });
  if (dag === null) throw notFound(`DAG "${dagId}"`);
  const version = options.at === undefined ? dag.latest : await versionOf(cli, dagId, options.at);
  if (options.spec === true) await printSpec(cli, version);
  else if (cli.out.json) cli.out.document({ ...withoutLatest(dag), version });
  else printDag(cli, dag, version);
  return EXIT.ok;
};

async function versionOf(cli: Cli, id: string, number: number): Promise<VersionDetails> {
  const { dag } = await cli.client.execute(SHOW_VERSION, { id, number });
  if (dag === null || dag.version === null) throw notFound(`version ${number} of DAG "${id}"`);
  return dag.version;
}

async function printSpec(cli: Cli, { spec }: VersionDetails): Promise<void> {
  if (cli.out.json) return cli.out.document(spec);
  const { stringify } = await import('yaml');
  cli.out.line(stringify(spec, { lineWidth: 0 }).trimEnd());
}

const withoutLatest = (dag: DagDetails): object =>
  Object.fromEntries(Object.entries(dag).filter(([key]) => key !== 'latest'));

function printDag(cli: Cli, dag: DagDetails, version: VersionDetails): void {
  const { line, fields, style } = cli.out;
  line(`${style.bold(dag.id)}  ${dag.paused ? style.wait('paused') : style.good('active')}`);
  if (dag.description !== null) line(dag.description);
  const { schedule } = dag;
  fields([
    ['version', `${version.number} of ${dag.latestVersion.number}, ${version.hash.slice(0, 12)}`],
    ['registered', `${instantText(version.registeredAt)} by ${version.registeredBy.name}`],
    ['schedule', schedule === null ? 'manual' : `${schedule.expression} ${schedule.timezone} (${schedule.summary})`],
    ['next run', instantText(dag.nextRun?.runAfter) || 'none'],
    ['owners', dag.owners.join(', ')],
    ['tags', dag.tags.join(', ')],
  ]);
  printTasks(cli, version);
  printRuns(cli, dag);
}

function printTasks({ out }: Cli, { tasks }: VersionDetails): void {
  out.line('');
  out.table(
    ['TASK', 'TYPE', 'RULE', 'UPSTREAM'],
    tasks.map((task) => [
      task.mapped ? `${task.id}[]` : task.id,
      task.type,
      task.triggerRule.toLowerCase(),
      task.upstream.join(', '),
    ]),
  );
}

function printRuns({ out, io }: Cli, { runs }: DagDetails): void {
  if (runs.nodes.length === 0) return out.note('no run yet');
  out.line('');
  out.table(
    ['LATEST RUNS', 'STATE', 'RUN AFTER', 'DURATION'],
    runs.nodes.map((run) => [
      run.runId,
      out.style.state(run.state),
      instantText(run.runAfter),
      spanText(run.startedAt, run.endedAt, io.now()),
    ]),
  );
}
