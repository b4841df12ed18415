import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { PagedArgs } from '../platform/graphql/paged.args.js';
import { ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { DagRunState, DagRunType } from './runs.model.js';
import { TaskState } from './tasks.model.js';

@InputType()
export class TriggerDagInput extends ReasonedInput {
  @Field(() => ID)
  dagId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Not one that automated runs have: scheduled__, backfill__ and asset_triggered__ are theirs',
  })
  runId?: string | null;
  /** Left out and null differ: see the contract. */
  @Field(() => DateTimeScalar, { nullable: true })
  logicalDate?: string | null;
  @Field(() => JsonScalar, { nullable: true })
  conf?: Json;
  @Field(() => String, { nullable: true })
  note?: string | null;
}

@InputType()
export class SetDagRunStateInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => DagRunState)
  state!: DagRunState;
}

@InputType()
export class DagRunFilter {
  @Field(() => ID, { nullable: true })
  dagId?: string | null;
  @Field(() => [DagRunState], { nullable: true })
  states?: DagRunState[] | null;
  @Field(() => [DagRunType], { nullable: true })
  types?: DagRunType[] | null;
  @Field(() => DateTimeScalar, { nullable: true })
  logicalDateFrom?: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  logicalDateTo?: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  queuedFrom?: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  queuedTo?: string | null;
}

@InputType()
export class TaskInstanceFilter {
  @Field(() => ID, { nullable: true })
  taskId?: string | null;
  @Field(() => [TaskState], { nullable: true })
  states?: TaskState[] | null;
}

@ArgsType()
export class DagRunsArgs extends PagedArgs {
  @Field(() => DagRunFilter, { nullable: true })
  filter?: DagRunFilter | null;
}

@ArgsType()
export class TasksArgs {
  @Field(() => TaskInstanceFilter, { nullable: true })
  filter?: TaskInstanceFilter | null;
  @Field(() => Int, { nullable: true, defaultValue: 100 })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class TaskArgs {
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int, { nullable: true, defaultValue: -1 })
  mapIndex?: number | null;
}

@ArgsType()
export class LogArgs {
  @Field(() => Int, { nullable: true })
  tryNumber?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 0 })
  after?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 1000 })
  limit?: number | null;
}

@ArgsType()
export class TaskLogArgs {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int, { nullable: true, defaultValue: -1 })
  mapIndex?: number | null;
  @Field(() => Int, { nullable: true, defaultValue: 0 })
  after?: number | null;
}
