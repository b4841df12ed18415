import { Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { JsonScalar } from '../platform/graphql/scalars.js';

@InputType()
export class SetConnectionInput {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  type!: string;
  @Field(() => String, { nullable: true })
  host?: string | null;
  @Field(() => Int, { nullable: true })
  port?: number | null;
  @Field(() => String, { nullable: true })
  database?: string | null;
  @Field(() => String, { nullable: true })
  login?: string | null;
  @Field(() => String, { nullable: true })
  password?: string | null;
  @Field(() => JsonScalar, { nullable: true })
  extra?: Json;
  @Field(() => String, { nullable: true })
  uri?: string | null;
  @Field(() => String, { nullable: true })
  reason?: string | null;
  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}
