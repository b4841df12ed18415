export { startRetention } from './retention-job.js';
export { RetentionModule } from './retention.module.js';
export { RetentionResolver } from './retention.resolver.js';
