export { AssetCatalogModule } from './asset-catalog.module.js';
export { AssetCatalogResolver } from './asset-catalog.resolver.js';
export { AssetEventFieldsResolver, AssetEventsOfRunResolver } from './asset-events.resolver.js';
export { AssetFieldsResolver } from './asset-fields.resolver.js';
export { LineageResolver } from './lineage.resolver.js';
