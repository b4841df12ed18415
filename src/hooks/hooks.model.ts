import { Field, ID, ObjectType } from '@nestjs/graphql';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';

@ObjectType('AssetHook', { description: 'An address at which another system tells of an asset, signed' })
export class AssetHookModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  asset!: string;
  @Field(() => String, { nullable: true })
  description!: string | null;
  @Field(() => String, { description: 'to post to, below the address of the service: /hooks/<id>' })
  path!: string;
  @Field(() => DateTimeScalar)
  createdAt!: string;
  @Field(() => ActorModel)
  createdBy!: ActorModel;
  @Field(() => DateTimeScalar, { nullable: true, description: 'of the last delivery with a valid signature' })
  lastSeenAt!: string | null;
}

@ObjectType('AssetHookCreated')
export class AssetHookCreatedModel implements Tagged {
  __typename!: 'AssetHookCreated';
  @Field(() => AssetHookModel)
  hook!: AssetHookModel;
  @Field(() => String, { description: 'signs what is posted; shown this once' })
  secret!: string;
}

export const CreateAssetHookResult = unionOf<Tagged>('CreateAssetHookResult', () => [
  AssetHookCreatedModel,
  RefusedModel,
]);
export type CreateAssetHookResult = AssetHookCreatedModel | RefusedModel;
