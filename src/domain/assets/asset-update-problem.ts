import { canonicalJson } from '../canonical-json.js';
import type { JsonObject } from '../json.js';
import { ASSET_NAME_HINT, isAssetName } from './asset-name.js';

/** Largest `extra` of an update, in bytes of its JSON. */
export const EXTRA_LIMIT = 16 * 1024;

/** What is wrong with an update, in words for whoever made it; null: nothing. */
export function assetUpdateProblem(update: {
  asset: string;
  extra: JsonObject;
  partition: string | null;
}): string | null {
  const { asset, extra, partition } = update;
  if (!isAssetName(asset)) return `the name of an asset: ${ASSET_NAME_HINT}`;
  if (partition !== null && !isAssetName(partition)) return `the partition of asset "${asset}": ${ASSET_NAME_HINT}`;
  const bytes = new TextEncoder().encode(canonicalJson(extra)).length;
  if (bytes <= EXTRA_LIMIT) return null;
  return `extra of asset "${asset}" has ${bytes} bytes, the limit is ${EXTRA_LIMIT}: write the data elsewhere and say where it is`;
}
