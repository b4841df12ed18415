export { AssetRelay, startAssetRelay } from './asset-relay.js';
export type { AssetUpdate, RecordedAssetEvent, TrySource } from './asset-update.js';
export { explainAssetQueue } from './explain-queue.js';
export { assetStream, recordAssetEvents } from './record-asset-events.js';
