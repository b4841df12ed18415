import { readPages } from '../client/pages.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import { findRun } from '../runs/find-run.js';
import { type AssetEventFilter, type AssetEventInfo, LIST_ASSET_EVENTS } from './assets.operations.js';
import { findAsset } from './find-asset.js';
import { makerText } from './reference-text.js';
import { showList } from '../show-list.js';

interface Options {
  readonly partition?: string;
  readonly dag?: string;
  readonly run?: string;
  readonly queuedFor?: string;
  readonly limit: number;
}

const LARGEST_PAGE = 100;

export const listAssetEvents: Handler<readonly [asset: string | undefined], Options> = async (
  cli,
  [asset],
  options,
) => {
  const filter = await filterOf(cli, asset, options);
  const read = await readPages(options.limit, LARGEST_PAGE, async (first, after) => {
    const { assetEvents } = await cli.client.execute(LIST_ASSET_EVENTS, { filter, first, after });
    return assetEvents;
  });
  // a name with a typo is no asset without updates
  if (asset !== undefined && read.nodes.length === 0) await findAsset(cli, asset);
  return showList(cli, read, options.limit, printOrSayNone);
};

function printOrSayNone(cli: Cli, events: readonly AssetEventInfo[]): void {
  if (events.length === 0) cli.out.note('no update');
  else printAssetEvents(cli, events);
}

async function filterOf(cli: Cli, asset: string | undefined, options: Options): Promise<AssetEventFilter> {
  const { partition, dag, run, queuedFor } = options;
  return {
    ...(asset === undefined ? {} : { asset }),
    ...(partition === undefined ? {} : { partition }),
    ...(dag === undefined ? {} : { dagId: dag }),
    ...(run === undefined ? {} : { dagRunId: (await findRun(cli, run)).id }),
    ...(queuedFor === undefined ? {} : { queuedFor }),
  };
}

export function printAssetEvents({ out }: Cli, events: readonly AssetEventInfo[]): void {
  out.table(
    ['AT', 'ASSET', 'PARTITION', 'BY', 'EXTRA', 'ID'],
    events.map((event) => [
      instantText(event.at),
      event.asset,
      event.partition ?? '',
      makerText(event),
      JSON.stringify(event.extra),
      event.id,
    ]),
  );
}
