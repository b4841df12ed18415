import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { NotificationState } from './notifications.model.js';

@InputType()
export class NotificationFilter {
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => ID, { nullable: true })
  dagRunId?: string | null;
  @Field(() => [NotificationState], { nullable: true, description: 'Any of these' })
  states?: NotificationState[] | null;
}

@ArgsType()
export class NotificationsArgs {
  @Field(() => NotificationFilter, { nullable: true })
  filter?: NotificationFilter | null;
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class NotificationsOfRunArgs {
  @Field(() => [NotificationState], { nullable: true, description: 'Any of these' })
  states?: NotificationState[] | null;
  @Field(() => Int, { nullable: true, defaultValue: 25 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}
