import { Field, ID, InputType, Int } from '@nestjs/graphql';

@InputType()
export class SetPoolInput {
  @Field(() => ID)
  name!: string;
  @Field(() => Int, { description: '-1 is no limit' })
  slots!: number;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'deferred work keeps its slots' })
  includeDeferred?: boolean | null;
  @Field(() => String, { nullable: true })
  description?: string | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class SetTaskLimitInput {
  @Field(() => Int, {
    nullable: true,
    description: 'task instances that may run at once, over all DAGs and pools; null is no limit',
  })
  slots?: number | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
