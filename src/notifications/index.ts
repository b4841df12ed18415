export { NotificationsModule } from './notifications.module.js';
export { NotificationsOfRunResolver, NotificationsResolver } from './notifications.resolver.js';
