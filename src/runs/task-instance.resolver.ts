import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { Explanations } from './explanations.js';
import { LogArgs } from './runs.input.js';
import { TaskLogs } from './task-log.js';
import { TaskAttemptModel, TaskExplanationModel, TaskInstanceModel, TaskLogModel, XComModel } from './tasks.model.js';
import { TaskQueries } from './tasks.queries.js';

@Resolver(() => TaskInstanceModel)
export class TaskInstanceResolver {
  constructor(
    @Inject(TaskQueries) private readonly queries: TaskQueries,
    @Inject(TaskLogs) private readonly logs: TaskLogs,
    @Inject(Explanations) private readonly explanations: Explanations,
  ) {}

  @ResolveField(() => [TaskAttemptModel])
  attempts(@Parent() task: TaskInstanceModel, @Context() context: RequestContext): Promise<TaskAttemptModel[]> {
    return this.queries.attempts(context, task);
  }

  @ResolveField(() => [XComModel])
  xcoms(@Parent() task: TaskInstanceModel, @Context() context: RequestContext): Promise<XComModel[]> {
    return this.queries.xcoms(context, task);
  }

  @ResolveField(() => TaskLogModel)
  log(
    @Parent() task: TaskInstanceModel,
    @Args() args: LogArgs,
    @Context() context: RequestContext,
  ): Promise<TaskLogModel> {
    return this.logs.log(context, task, args);
  }

  @ResolveField(() => TaskExplanationModel)
  explanation(@Parent() task: TaskInstanceModel, @Context() context: RequestContext): Promise<TaskExplanationModel> {
    return this.explanations.explain(context, task);
  }
}
