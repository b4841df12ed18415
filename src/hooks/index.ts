export { forgetOldDeliveries } from './forget-deliveries.js';
export { HooksModule } from './hooks.module.js';
export { HooksResolver } from './hooks.resolver.js';
