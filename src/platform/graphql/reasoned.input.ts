import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';

/** What the input of every mutation may hold beside its own fields. */
@InputType({ isAbstract: true })
export class ReasonedInput {
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

/** The same of a mutation that takes arguments instead of an input. */
@ArgsType()
export abstract class ReasonedArgs {
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@ArgsType()
export class DeleteByIdArgs extends ReasonedArgs {
  @Field(() => ID)
  id!: string;
}

@ArgsType()
export class DeleteByNameArgs extends ReasonedArgs {
  @Field(() => ID)
  name!: string;
}
