import { notFound } from '../client/api-errors.js';
import type { Cli } from '../invocation.js';
import { type AssetDetails, SHOW_ASSET } from './assets.operations.js';

/** The asset of that name. @throws CliFailure where nobody knows one */
export async function findAsset(cli: Cli, name: string): Promise<AssetDetails> {
  const { asset } = await cli.client.execute(SHOW_ASSET, { name });
  if (asset === null) throw notFound(`asset "${name}"`);
  return asset;
}
