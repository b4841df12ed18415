export type { AssetUpdate, RecordedAssetEvent, TrySource } from './asset-update.js';
export { assetStream, recordAssetEvents } from './record-asset-events.js';
