import { Field, ObjectType } from '@nestjs/graphql';
import { ACTOR_KINDS, type Actor, type ActorKind } from '../../domain/events/actor.js';
import { enumOf } from './enum-of.js';

const ActorKindEnum = enumOf(ACTOR_KINDS, { name: 'ActorKind' });

@ObjectType('Actor')
export class ActorModel implements Actor {
  @Field(() => ActorKindEnum)
  kind!: ActorKind;
  @Field(() => String)
  id!: string;
  @Field(() => String)
  name!: string;
}
