import { Inject } from '@nestjs/common';
import { Args, Context, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DeleteByNameArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, DeleteResult, type RefusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { SetPoolInput, SetTaskLimitInput } from './pools.input.js';
import { PoolModel, SetPoolResult, SetTaskLimitResult } from './pools.model.js';
import { PoolsService } from './pools.service.js';

@Resolver()
export class PoolsResolver {
  constructor(@Inject(PoolsService) private readonly service: PoolsService) {}

  @Needs('READ')
  @Query(() => [PoolModel])
  pools(): Promise<PoolModel[]> {
    return this.service.list();
  }

  @Needs('READ')
  @Query(() => Int, {
    nullable: true,
    description: 'task instances that may run at once, over all DAGs and pools; null is no limit',
  })
  taskLimit(): Promise<number | null> {
    return this.service.taskLimit();
  }

  @Needs('WRITE')
  @Mutation(() => SetPoolResult)
  setPool(
    @Args('input', { type: () => SetPoolInput }) input: SetPoolInput,
    @Context() context: RequestContext,
  ): Promise<SetPoolResult> {
    return this.service.set(input, context);
  }

  @Needs('WRITE')
  @Mutation(() => DeleteResult)
  deletePool(@Args() args: DeleteByNameArgs, @Context() context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.service.delete(args, context);
  }

  @Needs('WRITE')
  @Mutation(() => SetTaskLimitResult)
  setTaskLimit(
    @Args('input', { type: () => SetTaskLimitInput }) input: SetTaskLimitInput,
    @Context() context: RequestContext,
  ): Promise<SetTaskLimitResult> {
    return this.service.setTaskLimit(input, context);
  }
}
