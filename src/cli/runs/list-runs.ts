import { readPages } from '../client/pages.js';
import { spanText } from '../format/duration-text.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { LIST_RUNS, type RunSummary } from './runs.operations.js';
import { showList } from '../show-list.js';

interface Options {
  readonly dag?: string;
  readonly state?: readonly string[];
  readonly type?: readonly string[];
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listRuns: Handler<readonly [], Options> = async (cli, _args, { dag, state, type, limit }) => {
  const filter = {
    ...(dag === undefined ? {} : { dagId: dag }),
    ...(state === undefined ? {} : { states: state }),
    ...(type === undefined ? {} : { types: type }),
  };
  const read = await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const { dagRuns } = await cli.client.execute(LIST_RUNS, { filter, first, after });
    return dagRuns;
  });
  return showList(cli, read, limit, printRuns);
};

function printRuns({ out, io }: Cli, runs: readonly RunSummary[]): void {
  if (runs.length === 0) return out.note('no run');
  out.table(
    ['ID', 'DAG', 'RUN', 'STATE', 'RUN AFTER', 'DURATION', 'BY'],
    runs.map((run) => [
      run.id,
      run.dagId,
      run.runId,
      out.style.state(run.state),
      instantText(run.runAfter),
      spanText(run.startedAt, run.endedAt, io.now()),
      run.triggeredBy.name,
    ]),
  );
}
