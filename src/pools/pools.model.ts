import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';

@ObjectType('Pool')
export class PoolModel {
  @Field(() => ID)
  name!: string;
  @Field(() => Int, { description: '-1 is no limit' })
  slots!: number;
  @Field(() => Boolean, { description: 'deferred work keeps its slots' })
  includeDeferred!: boolean;
  @Field(() => String, { nullable: true })
  description!: string | null;
  @Field(() => Int, {
    description: 'slots that task instances hold; more than there are while a pool that was made smaller drains',
  })
  occupied!: number;
  @Field(() => Int, { description: 'slots that waiting task instances ask for' })
  queued!: number;
  @Field(() => Int, { description: 'task instances that wait' })
  waiting!: number;
  @Field(() => Int, { nullable: true, description: 'free slots; null where there is no limit' })
  open!: number | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'null for a pool that nobody has set' })
  updatedAt!: string | null;
  @Field(() => ActorModel, { nullable: true })
  updatedBy!: ActorModel | null;
}

@ObjectType('PoolSaved')
export class PoolSavedModel implements Tagged {
  __typename!: 'PoolSaved';
  @Field(() => PoolModel)
  pool!: PoolModel;
}

export const SetPoolResult = unionOf<Tagged>('SetPoolResult', () => [PoolSavedModel, RefusedModel]);
export type SetPoolResult = PoolSavedModel | RefusedModel;

@ObjectType('TaskLimitSaved')
export class TaskLimitSavedModel implements Tagged {
  __typename!: 'TaskLimitSaved';
  @Field(() => Int, { nullable: true, description: 'null is no limit' })
  slots!: number | null;
}

export const SetTaskLimitResult = unionOf<Tagged>('SetTaskLimitResult', () => [TaskLimitSavedModel, RefusedModel]);
export type SetTaskLimitResult = TaskLimitSavedModel | RefusedModel;
