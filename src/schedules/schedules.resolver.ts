import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DagModel, NextRunModel } from '../dags/index.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ScheduleExplanationModel } from './schedules.model.js';
import { ScheduleQueries } from './schedules.queries.js';

/** The schedule's cursor: fields of `Dag` that belong to this context. */
@Resolver(() => DagModel)
export class ScheduleOfDagResolver {
  constructor(@Inject(ScheduleQueries) private readonly queries: ScheduleQueries) {}

  @ResolveField(() => NextRunModel, { nullable: true })
  nextRun(@Parent() dag: DagModel, @Context() context: RequestContext): Promise<NextRunModel | null> {
    return this.queries.nextRun(context, dag.id);
  }

  @ResolveField(() => ScheduleExplanationModel)
  scheduleExplanation(@Parent() dag: DagModel, @Context() context: RequestContext): Promise<ScheduleExplanationModel> {
    return this.queries.explain(context, dag.id);
  }
}
