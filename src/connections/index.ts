/** For the API; a worker, which has no Nest, imports ./resolve.js. */
export { ConnectionsModule } from './connections.module.js';
export { ConnectionsResolver } from './connections.resolver.js';
