import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdmissionGate, DagsModule } from '../dags/index.js';
import { RunControl } from './control.js';
import { ControlsResolver } from './controls.resolver.js';
import { ControlsService } from './controls.service.js';
import { DagRunResolver, RunsOfDagResolver } from './dag-run.resolver.js';
import { Explanations } from './explanations.js';
import { LogStream } from './log-stream.js';
import { RunRepeat } from './rerun.js';
import { RunAdmission } from './run-admission.js';
import { RunChanges } from './run-changes.js';
import { DagRunEntity, TaskInstanceEntity } from './runs.entity.js';
import { RunQueries } from './runs.queries.js';
import { RunStates } from './run-states.js';
import { RunsResolver } from './runs.resolver.js';
import { RunsService } from './runs.service.js';
import { TaskInstanceResolver } from './task-instance.resolver.js';
import { TaskLogs } from './task-log.js';
import { TaskQueries } from './tasks.queries.js';
import { RunTrigger } from './trigger-run.js';

/** Global for its gate, which `dags` calls without knowing this context. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([DagRunEntity, TaskInstanceEntity]), DagsModule],
  providers: [
    ...[
      RunsService,
      RunQueries,
      TaskQueries,
      TaskLogs,
      Explanations,
      RunStates,
      RunTrigger,
      RunControl,
      RunChanges,
      LogStream,
    ],
    ...[ControlsService, RunRepeat, ControlsResolver],
    ...[RunsResolver, DagRunResolver, RunsOfDagResolver, TaskInstanceResolver],
    { provide: AdmissionGate, useClass: RunAdmission },
  ],
  exports: [AdmissionGate, RunQueries],
})
export class RunsModule {}
