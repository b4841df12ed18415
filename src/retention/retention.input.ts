import { ArgsType, Field, ID, Int } from '@nestjs/graphql';

@ArgsType()
export class DeleteDagArgs {
  @Field(() => ID)
  dagId!: string;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@ArgsType()
export class DeletedDagVersionsArgs {
  @Field(() => ID)
  dagId!: string;
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}
