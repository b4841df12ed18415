import { Field, InputType } from '@nestjs/graphql';

/** What the input of every mutation may hold beside its own fields. */
@InputType({ isAbstract: true })
export abstract class ReasonedInput {
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
