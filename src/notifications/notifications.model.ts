import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { enumOf } from '../platform/graphql/enum-of.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { TaskErrorModel } from '../runs/index.js';

export const NotificationState = enumOf(['PENDING', 'UP_FOR_RETRY', 'DELIVERED', 'FAILED'], {
  name: 'NotificationState',
  description: 'UP_FOR_RETRY: a sending has failed, and there will be another. FAILED: given up',
});
export type NotificationState = keyof typeof NotificationState;

@ObjectType('Notification')
export class NotificationModel {
  @Field(() => ID, { description: 'The id that the receiver sees, the same however often it is sent' })
  id!: string;
  @Field(() => ID)
  dagId!: string;
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => String, { description: 'Where the notifier stands: task, group:<id>, dag' })
  level!: string;
  @Field(() => String, { description: 'Key of notify: onFailure, onSuccess, onRetry, onSlaMiss, onApproval' })
  trigger!: string;
  @Field(() => String, { description: 'Type of the event that it tells of' })
  event!: string;
  @Field(() => ID, { nullable: true, description: 'Null where a whole run is told of' })
  taskId!: string | null;
  @Field(() => Int, { nullable: true })
  mapIndex!: number | null;
  @Field(() => Int, { nullable: true })
  tryNumber!: number | null;
  @Field(() => String, { description: 'Type of the notifier' })
  type!: string;
  @Field(() => NotificationState)
  state!: NotificationState;
  @Field(() => Int, { description: 'Sendings begun' })
  tries!: number;
  @Field(() => TaskErrorModel, { nullable: true, description: 'Of the last sending that failed' })
  lastError!: TaskErrorModel | null;
  @Field(() => DateTimeScalar)
  createdAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Before then nobody sends it again, also while it is being sent; null where it has ended',
  })
  nextAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  deliveredAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  givenUpAt!: string | null;
}

export const NotificationConnection = connectionOf(NotificationModel, 'Notification');
export type NotificationConnection = CountedPage<NotificationModel>;
