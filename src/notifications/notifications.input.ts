import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { PagedArgs } from '../platform/graphql/paged.args.js';
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
export class NotificationsArgs extends PagedArgs {
  @Field(() => NotificationFilter, { nullable: true })
  filter?: NotificationFilter | null;
}

@ArgsType()
export class NotificationsOfRunArgs extends PagedArgs {
  @Field(() => [NotificationState], { nullable: true, description: 'Any of these' })
  states?: NotificationState[] | null;
}
