import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { connectionOf, type Page } from '../platform/graphql/page.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';

@ObjectType('Event')
export class EventModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  position!: string;
  @Field(() => String)
  stream!: string;
  @Field(() => Int)
  version!: number;
  @Field(() => String)
  type!: string;
  @Field(() => DateTimeScalar)
  occurredAt!: string;
  @Field(() => DateTimeScalar)
  recordedAt!: string;
  @Field(() => ActorModel)
  actor!: ActorModel;
  @Field(() => String, { nullable: true })
  reason!: string | null;
  @Field(() => ID, { nullable: true })
  dagId!: string | null;
  @Field(() => ID, { nullable: true })
  dagRunId!: string | null;
  @Field(() => ID, { nullable: true })
  taskId!: string | null;
  @Field(() => Int, { nullable: true })
  mapIndex!: number | null;
  @Field(() => String, { nullable: true })
  correlationId!: string | null;
  @Field(() => String, { nullable: true })
  causationId!: string | null;
  @Field(() => JsonScalar)
  payload!: Json;
  @Field(() => String)
  hash!: string;
  @Field(() => String, { nullable: true })
  previousHash!: string | null;
}

export const EventConnection = connectionOf(EventModel, 'Event', false);
export type EventConnection = Page<EventModel>;
