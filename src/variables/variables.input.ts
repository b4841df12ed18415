import { Field, ID, InputType } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import type { Json } from '../domain/json.js';
import { JsonScalar } from '../platform/graphql/scalars.js';

@InputType()
export class SetVariableInput extends ReasonedInput {
  @Field(() => ID)
  name!: string;
  @Field(() => JsonScalar)
  value!: Json;
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  secret?: boolean | null;
}
