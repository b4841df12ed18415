import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';

@ObjectType('Asset', { description: 'Data that tasks write and read, and that may start runs' })
export class AssetModel {
  @Field(() => ID)
  name!: string;
  @Field(() => String, { nullable: true })
  group!: string | null;
  @Field(() => DateTimeScalar)
  firstSeen!: string;
}

@ObjectType('AssetReference', { description: 'What the latest version of a DAG says of an asset' })
export class AssetReferenceModel {
  @Field(() => ID)
  dagId!: string;
  @Field(() => ID, { nullable: true, description: 'null: the schedule' })
  taskId!: string | null;
  @Field(() => String, { nullable: true, description: 'the alias by way of which' })
  alias!: string | null;
}

@ObjectType('AssetQueue', { description: 'Events that wait for the rest of what a DAG is scheduled by' })
export class AssetQueueModel {
  @Field(() => ID)
  dagId!: string;
  @Field(() => Int)
  events!: number;
  @Field(() => DateTimeScalar, { description: 'since when the first of them waits' })
  since!: string;
}

@ObjectType('AssetEvent', { description: 'An update of an asset' })
export class AssetEventModel {
  @Field(() => ID, { description: 'the same as of the event AssetUpdated' })
  id!: string;
  @Field(() => String)
  asset!: string;
  @Field(() => String, { nullable: true })
  partition!: string | null;
  @Field(() => JsonScalar)
  extra!: Json;
  @Field(() => DateTimeScalar)
  at!: string;
  @Field(() => ActorModel)
  actor!: ActorModel;
  @Field(() => String, { nullable: true, description: 'the alias by way of which it came' })
  alias!: string | null;
  @Field(() => String, { nullable: true, description: 'the hook that brought it' })
  watcher!: string | null;
  @Field(() => ID, { nullable: true, description: 'of the try that made it; null where a person or a hook did' })
  dagId!: string | null;
  @Field(() => ID, { nullable: true })
  dagRunId!: string | null;
  @Field(() => String, { nullable: true })
  runId!: string | null;
  @Field(() => ID, { nullable: true })
  taskId!: string | null;
  @Field(() => Int, { nullable: true })
  mapIndex!: number | null;
  @Field(() => Int, { nullable: true })
  tryNumber!: number | null;
}

export const AssetConnection = connectionOf(AssetModel, 'Asset');
export type AssetConnection = CountedPage<AssetModel>;
export const AssetEventConnection = connectionOf(AssetEventModel, 'AssetEvent');
export type AssetEventConnection = CountedPage<AssetEventModel>;

@ObjectType('AssetEventEmitted')
export class AssetEventEmittedModel implements Tagged {
  __typename!: 'AssetEventEmitted';
  @Field(() => AssetEventModel)
  event!: AssetEventModel;
}

export const EmitAssetEventResult = unionOf<Tagged>('EmitAssetEventResult', () => [
  AssetEventEmittedModel,
  RefusedModel,
]);
export type EmitAssetEventResult = AssetEventEmittedModel | RefusedModel;

@ObjectType('QueuedAssetEventsDeleted')
export class QueuedAssetEventsDeletedModel implements Tagged {
  __typename!: 'QueuedAssetEventsDeleted';
  @Field(() => ID)
  dagId!: string;
  @Field(() => Int, { description: 'how many were deleted' })
  deleted!: number;
}

export const DeleteQueuedAssetEventsResult = unionOf<Tagged>('DeleteQueuedAssetEventsResult', () => [
  QueuedAssetEventsDeletedModel,
  RefusedModel,
]);
export type DeleteQueuedAssetEventsResult = QueuedAssetEventsDeletedModel | RefusedModel;
