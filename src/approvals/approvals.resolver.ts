import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Needs } from '../platform/graphql/permission.guard.js';
import type { RequestContext } from '../platform/graphql/request-context.js';
import { ApprovalsArgs, RespondToApprovalInput } from './approvals.input.js';
import { ApprovalConnection, ApprovalModel, RespondToApprovalResult } from './approvals.model.js';
import { ApprovalQueries } from './approvals.queries.js';
import { ApprovalsService } from './approvals.service.js';

@Resolver()
export class ApprovalsResolver {
  constructor(
    @Inject(ApprovalsService) private readonly service: ApprovalsService,
    @Inject(ApprovalQueries) private readonly queries: ApprovalQueries,
  ) {}

  @Needs('READ')
  @Query(() => ApprovalModel, { nullable: true })
  approval(@Args('id', { type: () => ID }) id: string): Promise<ApprovalModel | null> {
    return this.queries.approval(id);
  }

  @Needs('READ')
  @Query(() => ApprovalConnection)
  approvals(@Args() args: ApprovalsArgs): Promise<ApprovalConnection> {
    return this.queries.page(args);
  }

  /** Who may answer stands in the approval. */
  @Needs('READ')
  @Mutation(() => RespondToApprovalResult)
  respondToApproval(
    @Args('input', { type: () => RespondToApprovalInput }) input: RespondToApprovalInput,
    @Context() context: RequestContext,
  ): Promise<RespondToApprovalResult> {
    return this.service.respond(input, context);
  }
}
