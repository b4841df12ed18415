import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DagRunModel } from '../runs/index.js';
import { NotificationsArgs, NotificationsOfRunArgs } from './notifications.input.js';
import { NotificationConnection } from './notifications.model.js';
import { NotificationQueries } from './notifications.queries.js';

@Resolver()
export class NotificationsResolver {
  constructor(@Inject(NotificationQueries) private readonly queries: NotificationQueries) {}

  @Needs('READ')
  @Query(() => NotificationConnection)
  notifications(@Args() args: NotificationsArgs): Promise<NotificationConnection> {
    return this.queries.page(args, args.filter ?? {});
  }
}

/** Whom a run has told: a field of `DagRun` that belongs to this context. */
@Resolver(() => DagRunModel)
export class NotificationsOfRunResolver {
  constructor(@Inject(NotificationQueries) private readonly queries: NotificationQueries) {}

  @ResolveField(() => NotificationConnection)
  notifications(@Parent() run: DagRunModel, @Args() args: NotificationsOfRunArgs): Promise<NotificationConnection> {
    return this.queries.page(args, { dagRunId: run.id, states: args.states ?? null });
  }
}
