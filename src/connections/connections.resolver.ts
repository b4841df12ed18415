import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, DeleteResult, type RefusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { SetConnectionInput } from './connections.input.js';
import { ConnectionInfoModel, SetConnectionResult } from './connections.model.js';
import { ConnectionsService } from './connections.service.js';

@Resolver()
export class ConnectionsResolver {
  constructor(@Inject(ConnectionsService) private readonly service: ConnectionsService) {}

  @Needs('READ')
  @Query(() => [ConnectionInfoModel])
  connections(): Promise<ConnectionInfoModel[]> {
    return this.service.list();
  }

  @Needs('WRITE')
  @Mutation(() => SetConnectionResult)
  setConnection(
    @Args('input', { type: () => SetConnectionInput }) input: SetConnectionInput,
    @Context() context: RequestContext,
  ): Promise<SetConnectionResult> {
    return this.service.set(input, context);
  }

  @Needs('WRITE')
  @Mutation(() => DeleteResult)
  deleteConnection(
    @Args() args: DeleteByIdArgs,
    @Context() context: RequestContext,
  ): Promise<DeletedModel | RefusedModel> {
    return this.service.delete(args, context);
  }
}
