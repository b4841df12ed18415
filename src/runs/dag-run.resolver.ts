import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DagModel, DagVersionModel } from '../dags/index.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DagRunsArgs, TaskArgs, TasksArgs } from './runs.input.js';
import {
  DagRunConnection,
  DagRunModel,
  StateCountModel,
  TemporalExecutionModel,
  TriggeringTaskModel,
} from './runs.model.js';
import { RunQueries } from './runs.queries.js';
import { TaskInstanceConnection, TaskInstanceModel } from './tasks.model.js';
import { TaskQueries } from './tasks.queries.js';

@Resolver(() => DagRunModel)
export class DagRunResolver {
  constructor(
    @Inject(RunQueries) private readonly runs: RunQueries,
    @Inject(TaskQueries) private readonly instances: TaskQueries,
  ) {}

  @ResolveField(() => DagVersionModel)
  version(@Parent() run: DagRunModel, @Context() context: RequestContext): Promise<DagVersionModel> {
    return this.runs.version(context, run);
  }

  @ResolveField(() => TemporalExecutionModel, { nullable: true })
  workflow(@Parent() run: DagRunModel): TemporalExecutionModel | null {
    return this.runs.workflow(run);
  }

  @ResolveField(() => TaskInstanceConnection)
  tasks(@Parent() run: DagRunModel, @Args() args: TasksArgs): Promise<TaskInstanceConnection> {
    return this.instances.page(run.id, args);
  }

  @ResolveField(() => TaskInstanceModel, { nullable: true })
  task(@Parent() run: DagRunModel, @Args() args: TaskArgs): Promise<TaskInstanceModel | null> {
    return this.instances.task(run.id, args.taskId, args.mapIndex ?? -1);
  }

  @ResolveField(() => TriggeringTaskModel, { nullable: true })
  parent(@Parent() run: DagRunModel, @Context() context: RequestContext): Promise<TriggeringTaskModel | null> {
    return this.runs.parent(context, run);
  }

  @ResolveField(() => DagRunConnection)
  triggeredRuns(@Parent() run: DagRunModel, @Args() args: DagRunsArgs): Promise<DagRunConnection> {
    return this.runs.page(args, { parent: run.id });
  }

  @ResolveField(() => [StateCountModel])
  stateCounts(@Parent() run: DagRunModel, @Context() context: RequestContext): Promise<StateCountModel[]> {
    return this.runs.stateCounts(context, run.id);
  }
}

/** The runs of a DAG: a field of `Dag` that belongs to this context. */
@Resolver(() => DagModel)
export class RunsOfDagResolver {
  constructor(@Inject(RunQueries) private readonly queries: RunQueries) {}

  @ResolveField(() => DagRunConnection)
  runs(@Parent() dag: DagModel, @Args() args: DagRunsArgs): Promise<DagRunConnection> {
    return this.queries.page(args, { dagId: dag.id });
  }
}
