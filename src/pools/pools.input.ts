import { Field, ID, InputType, Int } from '@nestjs/graphql';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';

@InputType()
export class SetPoolInput extends ReasonedInput {
  @Field(() => ID)
  name!: string;
  @Field(() => Int, { description: '-1 is no limit' })
  slots!: number;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'deferred work keeps its slots' })
  includeDeferred?: boolean | null;
  @Field(() => String, { nullable: true })
  description?: string | null;
}

@InputType()
export class SetTaskLimitInput extends ReasonedInput {
  @Field(() => Int, {
    nullable: true,
    description: 'task instances that may run at once, over all DAGs and pools; null is no limit',
  })
  slots?: number | null;
}
