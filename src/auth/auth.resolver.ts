import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { Needs } from '../platform/graphql/permission.guard.js';
import { DeleteByIdArgs } from '../platform/graphql/reasoned.input.js';
import { type DeletedModel, DeleteResult, type RefusedModel } from '../platform/graphql/refusal.model.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { CreateTokenInput } from './auth.input.js';
import { ApiTokenModel, CreateTokenResult, type TokenCreatedModel } from './auth.model.js';
import { AuthService } from './auth.service.js';

@Resolver()
export class AuthResolver {
  constructor(@Inject(AuthService) private readonly service: AuthService) {}

  @Needs('NOTHING')
  @Query(() => ActorModel)
  viewer(@Context() context: RequestContext): ActorModel {
    return this.service.viewer(context);
  }

  @Needs('ADMIN')
  @Query(() => [ApiTokenModel])
  tokens(): Promise<ApiTokenModel[]> {
    return this.service.list();
  }

  @Needs('ADMIN')
  @Mutation(() => CreateTokenResult)
  createToken(
    @Args('input', { type: () => CreateTokenInput }) input: CreateTokenInput,
    @Context() context: RequestContext,
  ): Promise<TokenCreatedModel | RefusedModel> {
    return this.service.create(input, context);
  }

  @Needs('ADMIN')
  @Mutation(() => DeleteResult)
  revokeToken(@Args() args: DeleteByIdArgs, @Context() context: RequestContext): Promise<DeletedModel | RefusedModel> {
    return this.service.revoke(args, context);
  }
}
