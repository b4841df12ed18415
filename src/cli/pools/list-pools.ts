import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { LIST_POOLS, type PoolInfo } from './pools.operations.js';

export const listPools: Handler<readonly [], unknown> = async (cli) => {
  const { pools, taskLimit } = await cli.client.execute(LIST_POOLS, {});
  if (cli.out.json) cli.out.document(pools);
  else {
    printPools(cli, pools);
    if (taskLimit !== null) cli.out.note(`at most ${taskLimit} task instances run at once, over all pools`);
  }
  return EXIT.ok;
};

function printPools({ out }: Cli, pools: readonly PoolInfo[]): void {
  out.table(
    ['NAME', 'SLOTS', 'OCCUPIED', 'OPEN', 'QUEUED', 'WAITING', 'DEFERRED', 'UPDATED', 'BY', 'DESCRIPTION'],
    pools.map((each) => [
      each.name,
      each.slots < 0 ? 'no limit' : String(each.slots),
      String(each.occupied),
      each.open === null ? '' : String(each.open),
      String(each.queued),
      String(each.waiting),
      each.includeDeferred ? 'counts' : '',
      instantText(each.updatedAt),
      each.updatedBy?.name ?? '',
      each.description ?? '',
    ]),
  );
}
