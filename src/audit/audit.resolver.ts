import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DagRunModel } from '../runs/index.js';
import { EventRecordedArgs, EventsArgs, EventsOfRunArgs } from './audit.input.js';
import { EventConnection, EventModel } from './audit.model.js';
import { AuditService } from './audit.service.js';

@Resolver()
export class AuditResolver {
  constructor(@Inject(AuditService) private readonly service: AuditService) {}

  @Needs('AUDIT')
  @Query(() => EventConnection)
  events(@Args() args: EventsArgs): Promise<EventConnection> {
    return this.service.events(args);
  }

  @Needs('AUDIT')
  @Subscription(() => EventModel)
  eventRecorded(
    @Args() args: EventRecordedArgs,
    @Context() context: RequestContext,
  ): AsyncIterableIterator<{ eventRecorded: EventModel }> {
    return this.service.follow(args, context);
  }
}

/** The history of a run: a field of `DagRun` that belongs to this context; whoever may read the run may read it. */
@Resolver(() => DagRunModel)
export class EventsOfRunResolver {
  constructor(@Inject(AuditService) private readonly service: AuditService) {}

  @ResolveField(() => EventConnection)
  events(@Parent() run: DagRunModel, @Args() args: EventsOfRunArgs): Promise<EventConnection> {
    return this.service.eventsOfRun(run.id, args);
  }
}
