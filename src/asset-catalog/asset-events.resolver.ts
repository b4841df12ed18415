import { Inject } from '@nestjs/common';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { DagRunConnection, DagRunModel, RunQueries } from '../runs/index.js';
import { AssetEventConnection, AssetEventModel } from './asset-catalog.model.js';
import { AssetEventQueries } from './asset-events.queries.js';

@Resolver(() => AssetEventModel)
export class AssetEventFieldsResolver {
  constructor(@Inject(RunQueries) private readonly runs: RunQueries) {}

  @ResolveField(() => DagRunConnection, { description: 'runs that were made for it' })
  triggeredRuns(@Parent() event: AssetEventModel, @Args() args: PagedArgs): Promise<DagRunConnection> {
    return this.runs.page(args, { assetEvent: event.id });
  }
}

/** What a run made of assets, and what made the run: fields of `DagRun` that belong to this context. */
@Resolver(() => DagRunModel)
export class AssetEventsOfRunResolver {
  constructor(@Inject(AssetEventQueries) private readonly queries: AssetEventQueries) {}

  @ResolveField(() => AssetEventConnection, { description: 'events that the run was made for, newest first' })
  triggeringAssetEvents(@Parent() run: DagRunModel, @Args() args: PagedArgs): Promise<AssetEventConnection> {
    return this.queries.page(args, { triggered: run.id });
  }

  @ResolveField(() => AssetEventConnection, { description: 'events that its tasks have made, newest first' })
  assetEvents(@Parent() run: DagRunModel, @Args() args: PagedArgs): Promise<AssetEventConnection> {
    return this.queries.page(args, { dagRunId: run.id });
  }
}
