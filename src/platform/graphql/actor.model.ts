import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ACTOR_KINDS, type Actor, type ActorKind } from '../../domain/events/actor.js';

const ActorKindEnum = Object.fromEntries(ACTOR_KINDS.map((kind) => [kind, kind])) as { [K in ActorKind]: K };
registerEnumType(ActorKindEnum, { name: 'ActorKind' });

@ObjectType('Actor')
export class ActorModel implements Actor {
  @Field(() => ActorKindEnum)
  kind!: ActorKind;
  @Field(() => String)
  id!: string;
  @Field(() => String)
  name!: string;
}
