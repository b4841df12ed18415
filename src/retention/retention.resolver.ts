import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { DeleteDagArgs, DeletedDagVersionsArgs } from './retention.input.js';
import { DeleteDagResult, DeletedDagVersionConnection } from './retention.model.js';
import { RetentionService } from './retention.service.js';

@Resolver()
export class RetentionResolver {
  constructor(@Inject(RetentionService) private readonly service: RetentionService) {}

  @Needs('WRITE')
  @Mutation(() => DeleteDagResult, {
    description: 'With its runs and their data; refused while one is not finished. Events and versions stay',
  })
  deleteDag(@Args() args: DeleteDagArgs, @Context() context: RequestContext): Promise<DeleteDagResult> {
    return this.service.deleteDag(args, context);
  }

  @Needs('READ')
  @Query(() => DeletedDagVersionConnection)
  deletedDagVersions(@Args() args: DeletedDagVersionsArgs): Promise<DeletedDagVersionConnection> {
    return this.service.versions(args);
  }
}
