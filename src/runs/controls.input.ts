import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import type { Json } from '../domain/json.js';
import { ReasonedArgs, ReasonedInput } from '../platform/graphql/reasoned.input.js';
import { JsonScalar } from '../platform/graphql/scalars.js';
import { TaskState } from './tasks.model.js';

const no = { nullable: true, defaultValue: false } as const;

@InputType()
export class ClearTasksInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  /** Tasks or groups; left out: every task. */
  @Field(() => [ID], { nullable: true })
  taskIds?: string[] | null;
  @Field(() => [Int], { nullable: true })
  mapIndexes?: number[] | null;
  @Field(() => Boolean, no)
  upstream?: boolean | null;
  @Field(() => Boolean, { nullable: true, defaultValue: true })
  downstream?: boolean | null;
  @Field(() => Boolean, no)
  past?: boolean | null;
  @Field(() => Boolean, no)
  future?: boolean | null;
  @Field(() => Boolean, no)
  onlyFailed?: boolean | null;
  @Field(() => Boolean, { ...no, description: 'also the runs that the cleared tasks have triggered' })
  recursive?: boolean | null;
  @Field(() => Boolean, no)
  dryRun?: boolean | null;
  @Field(() => Boolean, no)
  onLatestVersion?: boolean | null;
}

@InputType()
export class SetTaskStateInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID, { description: 'a task, or a group' })
  taskId!: string;
  @Field(() => Int, { nullable: true })
  mapIndex?: number | null;
  @Field(() => TaskState)
  state!: TaskState;
  @Field(() => Boolean, no)
  upstream?: boolean | null;
  @Field(() => Boolean, no)
  downstream?: boolean | null;
  @Field(() => Boolean, no)
  past?: boolean | null;
  @Field(() => Boolean, no)
  future?: boolean | null;
  @Field(() => Boolean, no)
  dryRun?: boolean | null;
}

/** A task's instance, without a map index all of a mapped task; or all tasks of a group. */
@InputType()
export class TaskControlInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID, { description: 'a task, or a group' })
  taskId!: string;
  @Field(() => Int, { nullable: true })
  mapIndex?: number | null;
  @Field(() => Boolean, no)
  dryRun?: boolean | null;
}

/** A note of the run, or of one of its task instances; null removes it. */
@InputType()
export class SetNoteInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID, { nullable: true })
  taskId?: string | null;
  @Field(() => Int, { nullable: true, defaultValue: -1 })
  mapIndex?: number | null;
  @Field(() => String, { nullable: true })
  note?: string | null;
}

/** With conf: a new run, whose conf is this over that of the first. Else the same run again, from the named or from the failed tasks on. */
@InputType()
export class RerunDagRunInput extends ReasonedInput {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => [ID], { nullable: true })
  fromTasks?: string[] | null;
  @Field(() => JsonScalar, { nullable: true })
  conf?: Json;
  @Field(() => Boolean, no)
  onLatestVersion?: boolean | null;
  @Field(() => Boolean, no)
  dryRun?: boolean | null;
}

@ArgsType()
export class RunControlArgs extends ReasonedArgs {
  @Field(() => ID)
  dagRunId!: string;
}
