import { Field, InputType } from '@nestjs/graphql';
import { Permission } from '../platform/graphql/principal.js';
import { DurationScalar } from '../platform/graphql/scalars.js';

@InputType()
export class CreateTokenInput {
  @Field(() => String)
  name!: string;
  @Field(() => [Permission])
  permissions!: Permission[];
  @Field(() => DurationScalar, { nullable: true })
  expiresIn?: string | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
