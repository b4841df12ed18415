import { readPages } from '../client/pages.js';
import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { NEXT_RUNS, type ScheduledDag } from './schedule.operations.js';

interface Options {
  readonly search?: string;
  readonly tag?: readonly string[];
  readonly limit: number;
}

const LARGEST_PAGE = 100;
/** DAGs that are looked at, though fewer are shown: the earliest may be any of them. */
const LOOKED_AT = 1_000;

export const nextRuns: Handler<readonly [], Options> = async (cli, _args, { search, tag, limit }) => {
  const filter = { ...(search === undefined ? {} : { search }), ...(tag === undefined ? {} : { tags: tag }) };
  const { nodes, more } = await readPages(Math.max(limit, LOOKED_AT), LARGEST_PAGE, async (first, after) => {
    const { dags } = await cli.client.execute(NEXT_RUNS, { filter, first, after });
    return dags;
  });
  const scheduled = nodes.filter(({ schedule }) => schedule !== null).sort(byNextRun);
  const shown = scheduled.slice(0, limit);
  if (cli.out.json) cli.out.document(shown);
  else print(cli, shown);
  if (more) cli.out.note(`of the first ${nodes.length} DAGs: narrow the list, or raise --limit`);
  else if (scheduled.length > limit) cli.out.note(`there are more than ${limit}: narrow the list, or raise --limit`);
  return EXIT.ok;
};

/** DAGs without a next run come last. */
const byNextRun = (a: ScheduledDag, b: ScheduledDag): number =>
  (a.nextRun?.runAfter ?? '~') < (b.nextRun?.runAfter ?? '~') ? -1 : 1;

function print({ out }: Cli, dags: readonly ScheduledDag[]): void {
  if (dags.length === 0) return out.note('no DAG has a schedule');
  out.table(
    ['DAG', 'NEXT RUN', 'LOGICAL DATE', 'SCHEDULE', 'ZONE', 'WHY'],
    dags.map(({ id, nextRun, schedule, scheduleExplanation }) => [
      id,
      instantText(nextRun?.runAfter),
      instantText(nextRun?.logicalDate),
      schedule?.expression ?? '',
      schedule?.timezone ?? '',
      scheduleExplanation.reason === 'NOT_DUE' ? '' : scheduleExplanation.summary,
    ]),
  );
}
