import { Module } from '@nestjs/common';
import { ApprovalsModule, ApprovalsResolver } from './approvals/index.js';
import {
  AssetCatalogModule,
  AssetCatalogResolver,
  AssetEventFieldsResolver,
  AssetEventsOfRunResolver,
  AssetFieldsResolver,
  LineageResolver,
} from './asset-catalog/index.js';
import { AuditModule, AuditResolver, EventsOfRunResolver } from './audit/index.js';
import { AuthModule, AuthResolver } from './auth/index.js';
import { BackfillOfRunResolver, BackfillResolver, BackfillsModule, BackfillsResolver } from './backfills/index.js';
import { CallbacksModule } from './callbacks/index.js';
import { ConnectionsModule, ConnectionsResolver } from './connections/index.js';
import { DagsModule, DagsResolver, VersionsResolver } from './dags/index.js';
import { DeadlinesModule, DeadlinesOfRunResolver } from './deadlines/index.js';
import { HealthModule } from './health/index.js';
import { HooksModule, HooksResolver } from './hooks/index.js';
import { NotificationsModule, NotificationsOfRunResolver, NotificationsResolver } from './notifications/index.js';
import { RetentionModule, RetentionResolver } from './retention/index.js';
import {
  ControlsResolver,
  DagRunResolver,
  RunsModule,
  RunsOfDagResolver,
  RunsResolver,
  TaskInstanceResolver,
} from './runs/index.js';
import { PoolsModule, PoolsResolver } from './pools/index.js';
import { ScheduleOfDagResolver, SchedulesModule } from './schedules/index.js';
import { VariablesModule, VariablesResolver } from './variables/index.js';

/** The contexts that the API serves. */
@Module({
  imports: [
    AuthModule,
    DagsModule,
    RunsModule,
    AuditModule,
    ConnectionsModule,
    VariablesModule,
    PoolsModule,
    SchedulesModule,
    ApprovalsModule,
    NotificationsModule,
    DeadlinesModule,
    RetentionModule,
    CallbacksModule,
    BackfillsModule,
    AssetCatalogModule,
    HooksModule,
    HealthModule,
  ],
})
export class AppModule {}

/** Their resolvers: the whole public schema follows from these. */
export const RESOLVERS = [
  ...[
    AuthResolver,
    DagsResolver,
    VersionsResolver,
    RunsResolver,
    ControlsResolver,
    DagRunResolver,
    RunsOfDagResolver,
    TaskInstanceResolver,
  ],
  ScheduleOfDagResolver,
  ...[AuditResolver, EventsOfRunResolver, ConnectionsResolver, VariablesResolver, PoolsResolver, ApprovalsResolver],
  ...[BackfillsResolver, BackfillResolver, BackfillOfRunResolver],
  ...[NotificationsResolver, NotificationsOfRunResolver, DeadlinesOfRunResolver, RetentionResolver],
  ...[AssetCatalogResolver, AssetFieldsResolver, AssetEventFieldsResolver, AssetEventsOfRunResolver, LineageResolver],
  HooksResolver,
];
