import { Field, ObjectType } from '@nestjs/graphql';
import type { JsonObject } from '../domain/json.js';
import { SCHEDULE_REASONS } from '../domain/schedule/explain-schedule.js';
import { enumOf } from '../platform/graphql/enum-of.js';
import { JsonScalar } from '../platform/graphql/scalars.js';

const ScheduleReasonEnum = enumOf(SCHEDULE_REASONS, { name: 'ScheduleReason' });

@ObjectType('ScheduleExplanation', { description: 'Why the schedule of a DAG makes no run now.' })
export class ScheduleExplanationModel {
  @Field(() => String)
  summary!: string;
  @Field(() => ScheduleReasonEnum)
  reason!: string;
  @Field(() => JsonScalar, {
    description: 'what the summary rests on: the last and the next run, the limit, the error …',
  })
  facts!: JsonObject;
}
