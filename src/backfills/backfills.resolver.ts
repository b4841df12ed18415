import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DagRunConnection, DagRunModel, RunQueries } from '../runs/index.js';
import { BackfillChanges } from './backfill-changes.js';
import { BackfillControlArgs, BackfillDatesArgs, BackfillsArgs, CreateBackfillInput } from './backfills.input.js';
import {
  BackfillConnection,
  BackfillControlResult,
  BackfillDateModel,
  BackfillModel,
  BackfillSkipModel,
  CreateBackfillResult,
} from './backfills.model.js';
import { BackfillQueries } from './backfills.queries.js';
import { BackfillsService } from './backfills.service.js';

@Resolver()
export class BackfillsResolver {
  constructor(
    @Inject(BackfillsService) private readonly service: BackfillsService,
    @Inject(BackfillQueries) private readonly queries: BackfillQueries,
    @Inject(BackfillChanges) private readonly changes: BackfillChanges,
  ) {}

  @Needs('READ')
  @Query(() => BackfillModel, { nullable: true })
  backfill(@Args('id', { type: () => ID }) id: string): Promise<BackfillModel | null> {
    return this.queries.backfill(id);
  }

  @Needs('READ')
  @Query(() => BackfillConnection)
  backfills(@Args() args: BackfillsArgs): Promise<BackfillConnection> {
    return this.queries.page(args);
  }

  @Needs('RUN')
  @Mutation(() => CreateBackfillResult)
  createBackfill(
    @Args('input', { type: () => CreateBackfillInput }) input: CreateBackfillInput,
    @Context() context: RequestContext,
  ): Promise<CreateBackfillResult> {
    return this.service.create(input, context);
  }

  @Needs('RUN')
  @Mutation(() => BackfillControlResult, { description: 'Starts no more runs; those under way go on' })
  pauseBackfill(@Args() args: BackfillControlArgs, @Context() context: RequestContext): Promise<BackfillControlResult> {
    return this.service.change('PAUSED', args, context);
  }

  @Needs('RUN')
  @Mutation(() => BackfillControlResult)
  resumeBackfill(
    @Args() args: BackfillControlArgs,
    @Context() context: RequestContext,
  ): Promise<BackfillControlResult> {
    return this.service.change('RUNNING', args, context);
  }

  @Needs('RUN')
  @Mutation(() => BackfillControlResult, {
    description: 'Ends it: queued runs are set to FAILED, those under way go on, other dates are dropped',
  })
  cancelBackfill(
    @Args() args: BackfillControlArgs,
    @Context() context: RequestContext,
  ): Promise<BackfillControlResult> {
    return this.service.change('CANCELLED', args, context);
  }

  @Needs('READ')
  @Subscription(() => BackfillModel, {
    description: 'As it is at once, then after each change; ends with the backfill',
  })
  backfillChanged(
    @Args('id', { type: () => ID }) id: string,
    @Context() context: RequestContext,
  ): AsyncIterableIterator<{ backfillChanged: BackfillModel }> {
    return this.changes.follow(id, context);
  }
}

@Resolver(() => BackfillModel)
export class BackfillResolver {
  constructor(
    @Inject(BackfillQueries) private readonly queries: BackfillQueries,
    @Inject(RunQueries) private readonly runQueries: RunQueries,
  ) {}

  @ResolveField(() => Int, { description: 'Its runs, made or to be made; skipped dates are none' })
  async total(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<number> {
    return (await this.queries.counts(context, backfill)).total;
  }

  @ResolveField(() => Int, { description: 'Its runs that have ended' })
  async finished(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<number> {
    return (await this.queries.counts(context, backfill)).finished;
  }

  @ResolveField(() => Int, { description: 'Its runs that are FAILED' })
  async failed(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<number> {
    return (await this.queries.counts(context, backfill)).failed;
  }

  @ResolveField(() => Int, { description: 'Dates that are not yet runs' })
  async pending(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<number> {
    return (await this.queries.counts(context, backfill)).pending;
  }

  @ResolveField(() => Int)
  async skippedCount(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<number> {
    return (await this.queries.counts(context, backfill)).skipped;
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Why it makes and starts no runs although it is RUNNING: its DAG is paused. Null where nothing keeps it back',
  })
  waits(@Parent() backfill: BackfillModel, @Context() context: RequestContext): Promise<string | null> {
    return this.queries.waits(context, backfill);
  }

  @ResolveField(() => DagRunConnection, { description: 'Newest first' })
  runs(@Parent() backfill: BackfillModel, @Args() args: PagedArgs): Promise<DagRunConnection> {
    return this.runQueries.page(args, { backfill: backfill.id });
  }

  @ResolveField(() => [BackfillSkipModel], { description: 'Dates that get no run, and why' })
  skipped(@Parent() backfill: BackfillModel, @Args() args: BackfillDatesArgs): Promise<BackfillSkipModel[]> {
    return this.queries.skipped(backfill, args);
  }

  @ResolveField(() => [BackfillDateModel], { description: 'Dates that are not yet runs, the next one first' })
  planned(@Parent() backfill: BackfillModel, @Args() args: BackfillDatesArgs): Promise<BackfillDateModel[]> {
    return this.queries.planned(backfill, args);
  }
}

/** Which backfill made a run: a field of `DagRun` that belongs to this context. */
@Resolver(() => DagRunModel)
export class BackfillOfRunResolver {
  constructor(@Inject(BackfillQueries) private readonly queries: BackfillQueries) {}

  @ResolveField(() => BackfillModel, { nullable: true, description: 'That made the run, or did it again last' })
  backfill(@Parent() run: DagRunModel, @Context() context: RequestContext): Promise<BackfillModel | null> {
    return this.queries.ofRun(context, run.id);
  }
}
