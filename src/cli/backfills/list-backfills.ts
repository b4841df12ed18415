import { readPages } from '../client/pages.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type BackfillInfo, LIST_BACKFILLS } from './backfills.operations.js';
import { progressText } from './print-backfill.js';
import { showList } from '../show-list.js';

interface Options {
  readonly dag?: string;
  readonly state?: readonly string[];
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listBackfills: Handler<readonly [], Options> = async (cli, _args, { dag, state, limit }) => {
  const read = await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const asked = { dagId: dag ?? null, states: state ?? null, first, after };
    return (await cli.client.execute(LIST_BACKFILLS, asked)).backfills;
  });
  return showList(cli, read, limit, printBackfills);
};

function printBackfills({ out }: Cli, backfills: readonly BackfillInfo[]): void {
  if (backfills.length === 0) return out.note('no backfill');
  out.table(
    ['ID', 'DAG', 'FROM', 'TO', 'STATE', 'PROGRESS', 'CREATED', 'BY'],
    backfills.map((each) => [
      each.id,
      each.dagId,
      instantText(each.from),
      instantText(each.to),
      out.style.state(each.state),
      progressText(each),
      instantText(each.createdAt),
      each.createdBy.name,
    ]),
  );
}
