export { OutboxRelay } from './relay.js';
export { Reconciler } from './reconciler.js';
