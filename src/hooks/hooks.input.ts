import { Field, InputType } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';

@InputType()
export class CreateAssetHookInput extends ReasonedInput {
  @Field(() => String)
  asset!: string;
  @Field(() => String, { nullable: true, description: 'who posts to it' })
  description?: string | null;
}
