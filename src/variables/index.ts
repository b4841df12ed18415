/** For the API; a worker, which has no Nest, imports ./resolve.js. */
export { VariablesModule } from './variables.module.js';
export { VariablesResolver } from './variables.resolver.js';
