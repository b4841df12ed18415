import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import {
  AssetEventsArgs,
  AssetsArgs,
  DeleteQueuedAssetEventsInput,
  EmitAssetEventInput,
} from './asset-catalog.input.js';
import {
  AssetConnection,
  AssetEventConnection,
  AssetEventModel,
  AssetModel,
  DeleteQueuedAssetEventsResult,
  EmitAssetEventResult,
} from './asset-catalog.model.js';
import { AssetQueries } from './asset-catalog.queries.js';
import { AssetCatalogService } from './asset-catalog.service.js';
import { AssetEventQueries } from './asset-events.queries.js';

@Resolver()
export class AssetCatalogResolver {
  constructor(
    @Inject(AssetQueries) private readonly queries: AssetQueries,
    @Inject(AssetEventQueries) private readonly events: AssetEventQueries,
    @Inject(AssetCatalogService) private readonly service: AssetCatalogService,
  ) {}

  @Needs('READ')
  @Query(() => AssetModel, { nullable: true })
  asset(@Args('name', { type: () => ID }) name: string): Promise<AssetModel | null> {
    return this.queries.asset(name);
  }

  @Needs('READ')
  @Query(() => AssetConnection, { description: 'by name' })
  assets(@Args() args: AssetsArgs): Promise<AssetConnection> {
    return this.queries.page(args);
  }

  @Needs('READ')
  @Query(() => AssetEventModel, { nullable: true })
  assetEvent(@Args('id', { type: () => ID }) id: string): Promise<AssetEventModel | null> {
    return this.events.event(id);
  }

  @Needs('READ')
  @Query(() => AssetEventConnection, { description: 'newest first' })
  assetEvents(@Args() args: AssetEventsArgs): Promise<AssetEventConnection> {
    return this.events.page(args, args.filter ?? {});
  }

  @Needs('RUN')
  @Mutation(() => EmitAssetEventResult, { description: 'says that an asset was updated; runs that wait for it follow' })
  emitAssetEvent(
    @Args('input', { type: () => EmitAssetEventInput }) input: EmitAssetEventInput,
    @Context() context: RequestContext,
  ): Promise<EmitAssetEventResult> {
    return this.service.emit(input, context);
  }

  @Needs('RUN')
  @Mutation(() => DeleteQueuedAssetEventsResult, { description: 'a DAG shall not wait for the rest any more' })
  deleteQueuedAssetEvents(
    @Args('input', { type: () => DeleteQueuedAssetEventsInput }) input: DeleteQueuedAssetEventsInput,
    @Context() context: RequestContext,
  ): Promise<DeleteQueuedAssetEventsResult> {
    return this.service.deleteQueued(input, context);
  }
}
