import { Field, InputType } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { Permission } from '../platform/graphql/principal.js';
import { DurationScalar } from '../platform/graphql/scalars.js';

@InputType()
export class CreateTokenInput extends ReasonedInput {
  @Field(() => String)
  name!: string;
  @Field(() => [Permission])
  permissions!: Permission[];
  @Field(() => DurationScalar, { nullable: true })
  expiresIn?: string | null;
}
