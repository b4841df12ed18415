export { startDeadlineWatch } from './deadline-watch.js';
export { DeadlinesModule } from './deadlines.module.js';
export { DeadlinesOfRunResolver } from './deadlines.resolver.js';
