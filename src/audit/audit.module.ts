import { Module } from '@nestjs/common';
import { AuditResolver, EventsOfRunResolver } from './audit.resolver.js';
import { AuditService } from './audit.service.js';

@Module({ providers: [AuditService, AuditResolver, EventsOfRunResolver] })
export class AuditModule {}
