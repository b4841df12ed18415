export { PoolsModule } from './pools.module.js';
export { PoolsResolver } from './pools.resolver.js';
export { slotPlaces } from './slot-places.js';
