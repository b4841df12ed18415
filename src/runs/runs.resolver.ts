import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { LogStream } from './log-stream.js';
import { RunChanges } from './run-changes.js';
import { DagRunsArgs, SetDagRunStateInput, TaskLogArgs, TriggerDagInput } from './runs.input.js';
import { ControlResult, DagRunConnection, DagRunModel, TriggerDagResult } from './runs.model.js';
import { RunQueries } from './runs.queries.js';
import { RunsService } from './runs.service.js';
import { LogLineModel } from './tasks.model.js';

@Resolver()
export class RunsResolver {
  constructor(
    @Inject(RunsService) private readonly service: RunsService,
    @Inject(RunQueries) private readonly queries: RunQueries,
    @Inject(RunChanges) private readonly changes: RunChanges,
    @Inject(LogStream) private readonly logs: LogStream,
  ) {}

  @Needs('READ')
  @Query(() => DagRunModel, { nullable: true })
  dagRun(@Args('id', { type: () => ID }) id: string): Promise<DagRunModel | null> {
    return this.queries.run(id);
  }

  @Needs('READ')
  @Query(() => DagRunModel, { nullable: true })
  dagRunByKey(
    @Args('dagId', { type: () => ID }) dagId: string,
    @Args('runId', { type: () => String }) runId: string,
  ): Promise<DagRunModel | null> {
    return this.queries.runByKey(dagId, runId);
  }

  @Needs('READ')
  @Query(() => DagRunConnection)
  dagRuns(@Args() args: DagRunsArgs): Promise<DagRunConnection> {
    return this.queries.page(args);
  }

  @Needs('RUN')
  @Mutation(() => TriggerDagResult)
  triggerDag(
    @Args('input', { type: () => TriggerDagInput }) input: TriggerDagInput,
    @Context() context: RequestContext,
  ): Promise<TriggerDagResult> {
    return this.service.trigger(input, context);
  }

  @Needs('RUN')
  @Mutation(() => ControlResult)
  setDagRunState(
    @Args('input', { type: () => SetDagRunStateInput }) input: SetDagRunStateInput,
    @Context() context: RequestContext,
  ): Promise<ControlResult> {
    return this.service.setState(input, context);
  }

  @Needs('READ')
  @Subscription(() => DagRunModel)
  dagRunChanged(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): AsyncIterableIterator<{ dagRunChanged: DagRunModel }> {
    return this.changes.follow(id, context);
  }

  @Needs('READ')
  @Subscription(() => LogLineModel)
  taskLog(@Args() args: TaskLogArgs): AsyncIterableIterator<{ taskLog: LogLineModel }> {
    return this.logs.follow(args);
  }
}
