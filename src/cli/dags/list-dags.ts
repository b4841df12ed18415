import { readPages } from '../client/pages.js';
import { CliFailure } from '../cli-failure.js';
import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type DagFilter, type DagSummary, LIST_DAGS } from './dags.operations.js';
import { showList } from '../show-list.js';

interface Options {
  readonly search?: string;
  readonly tag?: readonly string[];
  readonly owner?: readonly string[];
  readonly paused?: boolean;
  readonly active?: boolean;
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listDags: Handler<readonly [], Options> = async (cli, _args, options) => {
  const filter = filterOf(options);
  const read = await readPages(options.limit, LARGEST_PAGE, async (first, after) => {
    const { dags } = await cli.client.execute(LIST_DAGS, { filter, first, after });
    return dags;
  });
  return showList(cli, read, options.limit, printDags);
};

function filterOf({ search, tag, owner, paused, active }: Options): DagFilter {
  if (paused === true && active === true) throw new CliFailure(EXIT.usage, 'USAGE', 'give either --paused or --active');
  return {
    ...(search === undefined ? {} : { search }),
    ...(tag === undefined ? {} : { tags: tag }),
    ...(owner === undefined ? {} : { owners: owner }),
    ...(paused === true ? { paused: true } : active === true ? { paused: false } : {}),
  };
}

function printDags(cli: Cli, dags: readonly DagSummary[]): void {
  if (dags.length === 0) return cli.out.note('no DAG');
  cli.out.table(
    ['DAG', 'VERSION', 'STATE', 'SCHEDULE', 'NEXT RUN', 'TAGS'],
    dags.map((dag) => [
      dag.id,
      String(dag.latestVersion.number),
      dag.paused ? { text: 'paused', paint: cli.out.style.wait } : { text: 'active', paint: cli.out.style.good },
      dag.schedule?.expression ?? 'manual',
      instantText(dag.nextRun?.runAfter),
      dag.tags.join(', '),
    ]),
  );
}
