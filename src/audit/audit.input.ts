import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/scalars.js';

@InputType()
export class EventFilter {
  @Field(() => [String], { nullable: true })
  types?: string[] | null;
  @Field(() => String, { nullable: true })
  actorId?: string | null;
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => ID, { nullable: true })
  dagRunId?: string | null;
  @Field(() => ID, { nullable: true })
  taskId?: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  from?: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  to?: string | null;
  @Field(() => String, { nullable: true })
  correlationId?: string | null;
  @Field(() => String, { nullable: true })
  search?: string | null;
}

@ArgsType()
export class EventsArgs {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
  @Field(() => Int, { nullable: true, defaultValue: 50 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class EventsOfRunArgs {
  @Field(() => Int, { nullable: true, defaultValue: 100 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class EventRecordedArgs {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
  @Field(() => String, { nullable: true, description: 'last position seen; without it, from now on' })
  after?: string | null;
}
