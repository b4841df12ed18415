import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';
import type { Refusal } from './idempotency.js';

/** A member of a union says by itself which one it is. */
export interface Tagged {
  __typename: string;
}

@ObjectType('Refused')
export class RefusedModel implements Tagged {
  __typename!: 'Refused';
  @Field(() => String)
  code!: string;
  @Field(() => String)
  message!: string;
}

@ObjectType('DagIssue')
export class DagIssueModel {
  @Field(() => String)
  code!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String)
  path!: string;
  @Field(() => Int, { nullable: true })
  line?: number | null;
  @Field(() => Int, { nullable: true })
  column?: number | null;
}

@ObjectType('DagNotFound')
export class DagNotFoundModel implements Tagged {
  __typename!: 'DagNotFound';
  @Field(() => String)
  message!: string;
}

@ObjectType('Deleted')
export class DeletedModel implements Tagged {
  __typename!: 'Deleted';
  @Field(() => ID)
  id!: string;
}

export const refusedModel = (refusal: Refusal): RefusedModel => ({ __typename: 'Refused', ...refusal });
export const dagNotFound = (dagId: string): DagNotFoundModel => ({
  __typename: 'DagNotFound',
  message: `no dag "${dagId}" is registered`,
});

/** A union of tagged members. */
export const unionOf = <Member extends Tagged>(name: string, types: () => Type<Member>[]): Member =>
  createUnionType({
    name,
    types: () => types() as [Type<Member>],
    resolveType: (value: Tagged) => value.__typename,
  }) as Member;

export const DeleteResult = unionOf<DeletedModel | RefusedModel>('DeleteResult', () => [DeletedModel, RefusedModel]);
