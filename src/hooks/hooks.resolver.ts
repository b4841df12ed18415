import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, DeleteResult, type RefusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { CreateAssetHookInput } from './hooks.input.js';
import { AssetHookModel, CreateAssetHookResult } from './hooks.model.js';
import { HooksService } from './hooks.service.js';

const optional = { type: () => String, nullable: true };

@Resolver()
export class HooksResolver {
  constructor(@Inject(HooksService) private readonly service: HooksService) {}

  @Needs('READ')
  @Query(() => [AssetHookModel], { description: 'of one asset, or of all' })
  assetHooks(@Args('asset', optional) asset: string | null): Promise<AssetHookModel[]> {
    return this.service.list(asset ?? null);
  }

  @Needs('WRITE')
  @Mutation(() => CreateAssetHookResult)
  createAssetHook(
    @Args('input', { type: () => CreateAssetHookInput }) input: CreateAssetHookInput,
    @Context() context: RequestContext,
  ): Promise<CreateAssetHookResult> {
    return this.service.create(input, context);
  }

  @Needs('WRITE')
  @Mutation(() => DeleteResult)
  deleteAssetHook(
    @Args() args: DeleteByIdArgs,
    @Context() context: RequestContext,
  ): Promise<DeletedModel | RefusedModel> {
    return this.service.delete(args, context);
  }
}
