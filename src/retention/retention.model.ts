import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { KeptVersionModel } from '../dags/index.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { DagNotFoundModel, RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';

@ObjectType('DagDeleted')
export class DagDeletedModel implements Tagged {
  __typename!: 'DagDeleted';
  @Field(() => ID)
  dagId!: string;
  @Field(() => Int, { description: 'Runs that were deleted with it' })
  runs!: number;
  @Field(() => Int, { description: 'Versions that were put aside: deletedDagVersions' })
  versions!: number;
}

export const DeleteDagResult = unionOf<Tagged>('DeleteDagResult', () => [
  DagDeletedModel,
  DagNotFoundModel,
  RefusedModel,
]);
export type DeleteDagResult = DagDeletedModel | DagNotFoundModel | RefusedModel;

@ObjectType('DeletedDagVersion', { description: 'A version of a DAG that was deleted: which code has run stays known' })
export class DeletedDagVersionModel extends KeptVersionModel {}

export const DeletedDagVersionConnection = connectionOf(DeletedDagVersionModel, 'DeletedDagVersion');
export type DeletedDagVersionConnection = CountedPage<DeletedDagVersionModel>;
