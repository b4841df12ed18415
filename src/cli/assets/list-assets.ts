import { readPages } from '../client/pages.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { type AssetSummary, LIST_ASSETS } from './assets.operations.js';
import { referenceText } from './reference-text.js';
import { showList } from '../show-list.js';

interface Options {
  readonly search?: string;
  readonly dag?: string;
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listAssets: Handler<readonly [], Options> = async (cli, _args, { search, dag, limit }) => {
  const filter = { ...(search === undefined ? {} : { search }), ...(dag === undefined ? {} : { dagId: dag }) };
  const read = await readPages(limit, LARGEST_PAGE, async (first, after) => {
    const { assets } = await cli.client.execute(LIST_ASSETS, { filter, first, after });
    return assets;
  });
  return showList(cli, read, limit, printAssets);
};

function printAssets({ out }: Cli, assets: readonly AssetSummary[]): void {
  if (assets.length === 0) return out.note('no asset');
  out.table(
    ['ASSET', 'UPDATED', 'PRODUCERS', 'READERS', 'CONSUMERS', 'QUEUED'],
    assets.map((asset) => [
      asset.name,
      instantText(asset.lastEvent?.at),
      asset.producers.map(referenceText).join(', '),
      asset.readers.map(referenceText).join(', '),
      asset.consumers.map(referenceText).join(', '),
      asset.queuedFor.map(({ dagId, events }) => `${dagId}: ${events}`).join(', '),
    ]),
  );
}
