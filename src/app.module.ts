import { Module } from '@nestjs/common';
import { AuditModule } from './audit/index.js';
import { AuthModule } from './auth/index.js';
import { ConnectionsModule } from './connections/index.js';
import { DagsModule } from './dags/index.js';
import { HealthModule } from './health/index.js';
import { RunsModule } from './runs/index.js';
import { VariablesModule } from './variables/index.js';

/** The contexts that the API serves. */
@Module({
  imports: [AuthModule, DagsModule, RunsModule, AuditModule, ConnectionsModule, VariablesModule, HealthModule],
})
export class AppModule {}
