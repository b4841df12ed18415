import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { JsonScalar } from '../platform/graphql/scalars.js';
import { ApprovalState } from './approvals.model.js';

@InputType()
export class ApprovalFilter {
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => ID, { nullable: true })
  dagRunId?: string | null;
  @Field(() => ApprovalState, { nullable: true })
  state?: ApprovalState | null;
}

@ArgsType()
export class ApprovalsArgs extends PagedArgs {
  @Field(() => ApprovalFilter, { nullable: true })
  filter?: ApprovalFilter | null;
}

@InputType()
export class RespondToApprovalInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int, { nullable: true, defaultValue: -1 })
  mapIndex?: number | null;
  @Field(() => ID, { nullable: true, description: 'Give this, or choices' })
  choice?: string | null;
  @Field(() => [ID], { nullable: true })
  choices?: string[] | null;
  @Field(() => JsonScalar, { nullable: true, description: 'Values of the form' })
  params?: Json;
  @Field(() => String, { nullable: true, description: 'Stands at the answer as its note, too' })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
