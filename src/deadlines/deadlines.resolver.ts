import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DagRunModel } from '../runs/index.js';
import { DeadlineModel } from './deadlines.model.js';
import { DeadlineQueries } from './deadlines.queries.js';

/** When a run must be done: a field of `DagRun` that belongs to this context. */
@Resolver(() => DagRunModel)
export class DeadlinesOfRunResolver {
  constructor(@Inject(DeadlineQueries) private readonly queries: DeadlineQueries) {}

  @ResolveField(() => [DeadlineModel])
  deadlines(@Parent() run: DagRunModel, @Context() context: RequestContext): Promise<DeadlineModel[]> {
    return this.queries.ofRun(context, run.id);
  }
}
