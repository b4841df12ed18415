import { Field, InputType } from '@nestjs/graphql';

@InputType()
export class CreateAssetHookInput {
  @Field(() => String)
  asset!: string;
  @Field(() => String, { nullable: true, description: 'who posts to it' })
  description?: string | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
