import { Field, ID, InputType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { JsonScalar } from '../platform/graphql/scalars.js';

@InputType()
export class SetVariableInput {
  @Field(() => ID)
  name!: string;
  @Field(() => JsonScalar)
  value!: Json;
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  secret?: boolean | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
