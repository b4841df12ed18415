import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { ValueSource } from '../platform/graphql/value-source.model.js';

@ObjectType('ConnectionInfo')
export class ConnectionInfoModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  type!: string;
  @Field(() => String, { nullable: true })
  host!: string | null;
  @Field(() => Int, { nullable: true })
  port!: number | null;
  @Field(() => String, { nullable: true })
  database!: string | null;
  @Field(() => String, { nullable: true })
  login!: string | null;
  @Field(() => Boolean)
  hasPassword!: boolean;
  @Field(() => JsonScalar)
  extra!: Json;
  @Field(() => ValueSource)
  source!: ValueSource;
  @Field(() => DateTimeScalar, { nullable: true })
  updatedAt!: string | null;
  @Field(() => ActorModel, { nullable: true })
  updatedBy!: ActorModel | null;
}

@ObjectType('ConnectionSaved')
export class ConnectionSavedModel implements Tagged {
  __typename!: 'ConnectionSaved';
  @Field(() => ConnectionInfoModel)
  connection!: ConnectionInfoModel;
}

export const SetConnectionResult = unionOf<Tagged>('SetConnectionResult', () => [ConnectionSavedModel, RefusedModel]);
export type SetConnectionResult = ConnectionSavedModel | RefusedModel;
