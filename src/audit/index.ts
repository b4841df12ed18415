export { AuditModule } from './audit.module.js';
export { AuditResolver, EventsOfRunResolver } from './audit.resolver.js';
