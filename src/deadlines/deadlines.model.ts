import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTimeScalar } from '../platform/graphql/scalars.js';

@ObjectType('Deadline', { description: 'When a run must have succeeded, by the DAG’s `deadlines`' })
export class DeadlineModel {
  @Field(() => Int, { description: 'Place of its rule in the list of the DAG' })
  position!: number;
  @Field(() => String, { description: 'The rule in words, such as by 06:00 (Europe/Paris) after dataIntervalEnd' })
  rule!: string;
  @Field(() => DateTimeScalar)
  at!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the run had succeeded, in time; known once the deadline is over',
  })
  metAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was recorded that the run had not; the event is DeadlineMissed',
  })
  missedAt!: string | null;
}
