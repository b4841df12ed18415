import { Inject } from '@nestjs/common';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import {
  AssetEventConnection,
  AssetEventModel,
  AssetModel,
  AssetQueueModel,
  AssetReferenceModel,
} from './asset-catalog.model.js';
import { AssetQueries } from './asset-catalog.queries.js';
import { AssetEventQueries } from './asset-events.queries.js';

@Resolver(() => AssetModel)
export class AssetFieldsResolver {
  constructor(
    @Inject(AssetQueries) private readonly assets: AssetQueries,
    @Inject(AssetEventQueries) private readonly queries: AssetEventQueries,
  ) {}

  @ResolveField(() => AssetEventModel, { nullable: true })
  lastEvent(@Parent() asset: AssetModel, @Context() context: RequestContext): Promise<AssetEventModel | null> {
    return this.queries.last(context, asset.name);
  }

  @ResolveField(() => AssetEventConnection, { description: 'newest first' })
  events(@Parent() asset: AssetModel, @Args() args: PagedArgs): Promise<AssetEventConnection> {
    return this.queries.page(args, { asset: asset.name });
  }

  @ResolveField(() => [AssetReferenceModel], { description: 'tasks that update it' })
  producers(@Parent() asset: AssetModel, @Context() context: RequestContext): Promise<AssetReferenceModel[]> {
    return this.assets.references(context, asset.name, 'outlet');
  }

  @ResolveField(() => [AssetReferenceModel], { description: 'tasks that read it' })
  readers(@Parent() asset: AssetModel, @Context() context: RequestContext): Promise<AssetReferenceModel[]> {
    return this.assets.references(context, asset.name, 'inlet');
  }

  @ResolveField(() => [AssetReferenceModel], { description: 'DAGs that are scheduled by it' })
  consumers(@Parent() asset: AssetModel, @Context() context: RequestContext): Promise<AssetReferenceModel[]> {
    return this.assets.references(context, asset.name, 'schedule');
  }

  @ResolveField(() => [AssetQueueModel], { description: 'events of it that DAGs have not taken yet' })
  queuedFor(@Parent() asset: AssetModel, @Context() context: RequestContext): Promise<AssetQueueModel[]> {
    return this.assets.queues(context, asset.name);
  }
}
