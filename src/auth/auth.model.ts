import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { Permission } from '../platform/graphql/principal.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import type { ApiTokenEntity } from './auth.entity.js';

registerEnumType(Permission, { name: 'Permission' });

@ObjectType('ApiToken')
export class ApiTokenModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => [Permission])
  permissions!: Permission[];
  @Field(() => DateTimeScalar)
  createdAt!: string;
  @Field(() => ActorModel)
  createdBy!: ActorModel;
  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  lastUsedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  revokedAt!: string | null;
}

@ObjectType('TokenCreated')
export class TokenCreatedModel implements Tagged {
  __typename!: 'TokenCreated';
  @Field(() => ApiTokenModel)
  token!: ApiTokenModel;
  @Field(() => String, { description: 'shown this once' })
  secret!: string;
}

export const CreateTokenResult = unionOf<TokenCreatedModel | RefusedModel>('CreateTokenResult', () => [
  TokenCreatedModel,
  RefusedModel,
]);

/** The GraphQL form of a row: never its hash. */
export const apiToken = (row: ApiTokenEntity): ApiTokenModel => ({
  id: row.id,
  name: row.name,
  permissions: row.permissions,
  createdAt: row.createdAt,
  createdBy: { kind: row.createdByKind, id: row.createdById, name: row.createdByName },
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
  revokedAt: row.revokedAt,
});
