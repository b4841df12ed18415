import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { ValueSource } from '../platform/graphql/value-source.model.js';

@ObjectType('VariableInfo')
export class VariableInfoModel {
  @Field(() => ID)
  name!: string;
  @Field(() => JsonScalar, { nullable: true, description: 'null when secret' })
  value!: Json;
  @Field(() => Boolean)
  secret!: boolean;
  @Field(() => ValueSource)
  source!: ValueSource;
  @Field(() => DateTimeScalar, { nullable: true })
  updatedAt!: string | null;
  @Field(() => ActorModel, { nullable: true })
  updatedBy!: ActorModel | null;
}

@ObjectType('VariableSaved')
export class VariableSavedModel implements Tagged {
  __typename!: 'VariableSaved';
  @Field(() => VariableInfoModel)
  variable!: VariableInfoModel;
}

export const SetVariableResult = unionOf<Tagged>('SetVariableResult', () => [VariableSavedModel, RefusedModel]);
export type SetVariableResult = VariableSavedModel | RefusedModel;
