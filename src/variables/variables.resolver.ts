import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DeleteByNameArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, DeleteResult, type RefusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { SetVariableInput } from './variables.input.js';
import { VariableInfoModel, SetVariableResult } from './variables.model.js';
import { VariablesService } from './variables.service.js';

@Resolver()
export class VariablesResolver {
  constructor(@Inject(VariablesService) private readonly service: VariablesService) {}

  @Needs('READ')
  @Query(() => [VariableInfoModel])
  variables(): Promise<VariableInfoModel[]> {
    return this.service.list();
  }

  @Needs('WRITE')
  @Mutation(() => SetVariableResult)
  setVariable(
    @Args('input', { type: () => SetVariableInput }) input: SetVariableInput,
    @Context() context: RequestContext,
  ): Promise<SetVariableResult> {
    return this.service.set(input, context);
  }

  @Needs('WRITE')
  @Mutation(() => DeleteResult)
  deleteVariable(
    @Args() args: DeleteByNameArgs,
    @Context() context: RequestContext,
  ): Promise<DeletedModel | RefusedModel> {
    return this.service.delete(args, context);
  }
}
