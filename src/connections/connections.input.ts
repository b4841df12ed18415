import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import type { Json } from '../domain/json.js';
import { JsonScalar } from '../platform/graphql/scalars.js';

@InputType()
export class SetConnectionInput extends ReasonedInput {
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
}
