import { Global, Module } from '@nestjs/common';
import { DagsModule, ScheduleGate } from '../dags/index.js';
import { HealthModule } from '../health/index.js';
import { ScheduleFollower } from './schedule-follower.js';
import { SchedulePart } from './schedule-parts.js';
import { ScheduleQueries } from './schedules.queries.js';
import { ScheduleOfDagResolver } from './schedules.resolver.js';
import { TickerMetrics } from './ticker/ticker-metrics.js';

/** Global for its gate, which `dags` calls without knowing this context. */
@Global()
@Module({
  imports: [DagsModule, HealthModule],
  providers: [
    SchedulePart,
    ScheduleQueries,
    ScheduleOfDagResolver,
    TickerMetrics,
    { provide: ScheduleGate, useClass: ScheduleFollower },
  ],
  exports: [ScheduleGate],
})
export class SchedulesModule {}
