import { EXIT } from '../exit-code.js';
import { instantText } from '../format/instant-text.js';
import type { Cli, Handler } from '../invocation.js';
import type { AssetDetails } from './assets.operations.js';
import { findAsset } from './find-asset.js';
import { printAssetEvents } from './list-asset-events.js';
import { referenceText } from './reference-text.js';

export const showAsset: Handler<readonly [name: string], unknown> = async (cli, [name]) => {
  const asset = await findAsset(cli, name);
  if (cli.out.json) cli.out.document(asset);
  else printAsset(cli, asset);
  return EXIT.ok;
};

function printAsset(cli: Cli, asset: AssetDetails): void {
  cli.out.fields([
    ['asset', asset.name],
    ['first seen', instantText(asset.firstSeen)],
    ['last updated', instantText(asset.lastEvent?.at) || 'never'],
    ['producers', asset.producers.map(referenceText).join(', ')],
    ['readers', asset.readers.map(referenceText).join(', ')],
    ['consumers', asset.consumers.map(referenceText).join(', ')],
    ...asset.queuedFor.map(
      ({ dagId, events, since }) =>
        ['waits', `${events} for the rest of what ${dagId} needs, since ${instantText(since)}`] as const,
    ),
  ]);
  if (asset.events.nodes.length === 0) return;
  cli.out.line('');
  printAssetEvents(cli, asset.events.nodes);
}
