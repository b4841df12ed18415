export { type BackfillRelayOptions, startBackfills } from './backfill-relay.js';
export { BackfillsModule } from './backfills.module.js';
export { BackfillOfRunResolver, BackfillResolver, BackfillsResolver } from './backfills.resolver.js';
