import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TriggerRuleEnum } from '../dags/index.js';
import type { Json } from '../domain/json.js';
import { REASONS } from '../domain/runs/explain/explanation.js';
import { TASK_STATES } from '../domain/runs/task-state.js';
import { enumOf } from '../platform/graphql/enum-of.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';

export const TaskState = Object.fromEntries(TASK_STATES.map((state) => [state.toUpperCase(), state.toUpperCase()]));
export type TaskState = string;
registerEnumType(TaskState, { name: 'TaskState' });

export const AttemptOutcome = enumOf(
  ['SUCCESS', 'FAILED', 'SKIPPED', 'TIMED_OUT', 'CANCELLED', 'LOST', 'RESCHEDULED', 'DEFERRED'],
  { name: 'AttemptOutcome' },
);
export type AttemptOutcome = keyof typeof AttemptOutcome;

@ObjectType('TaskError')
export class TaskErrorModel {
  @Field(() => String)
  type!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  stack?: string | null;
  @Field(() => Boolean)
  retryable!: boolean;
}

@ObjectType('TaskAttempt')
export class TaskAttemptModel {
  @Field(() => Int)
  tryNumber!: number;
  @Field(() => Int)
  attempt!: number;
  @Field(() => AttemptOutcome, { nullable: true })
  outcome!: AttemptOutcome | null;
  @Field(() => DateTimeScalar)
  startedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true })
  endedAt!: string | null;
  @Field(() => String)
  worker!: string;
  @Field(() => String, { nullable: true })
  codeVersion!: string | null;
  @Field(() => TaskErrorModel, { nullable: true })
  error!: TaskErrorModel | null;
}

@ObjectType('XCom')
export class XComModel {
  @Field(() => String)
  key!: string;
  @Field(() => JsonScalar, { nullable: true })
  value!: Json;
  @Field(() => Int)
  sizeBytes!: number;
  @Field(() => DateTimeScalar)
  createdAt!: string;
}

@ObjectType('LogLine')
export class LogLineModel {
  @Field(() => Int)
  number!: number;
  @Field(() => DateTimeScalar)
  at!: string;
  @Field(() => String)
  stream!: string;
  @Field(() => String)
  text!: string;
}

@ObjectType('TaskLog')
export class TaskLogModel {
  @Field(() => [LogLineModel])
  lines!: LogLineModel[];
  @Field(() => Int)
  nextLine!: number;
  @Field(() => Boolean)
  complete!: boolean;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the lines of the try were deleted, by retention' })
  expiredAt!: string | null;
}

export const TaskExplanationReason = enumOf(REASONS, {
  name: 'TaskExplanationReason',
  description: 'what a task instance waits for, or how it ended; for programs',
});

@ObjectType('TaskExplanation')
export class TaskExplanationModel {
  @Field(() => String)
  summary!: string;
  @Field(() => TriggerRuleEnum)
  rule!: string;
  @Field(() => JsonScalar)
  upstream!: { [state: string]: number };
  @Field(() => [String])
  blockedBy!: string[];
  @Field(() => TaskExplanationReason)
  reason!: string;
  @Field(() => JsonScalar, {
    description: 'what the summary rests on: rule, counts, limits, slots, timer, past, people, job, attempt, error …',
  })
  facts!: Json;
}

@ObjectType('TaskInstance')
export class TaskInstanceModel {
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int)
  mapIndex!: number;
  @Field(() => String, { nullable: true })
  displayName!: string | null;
  @Field(() => TaskState)
  state!: TaskState;
  @Field(() => Int)
  tryNumber!: number;
  @Field(() => Int)
  maxTries!: number;
  @Field(() => String)
  operator!: string;
  @Field(() => String)
  pool!: string;
  @Field(() => Int)
  poolSlots!: number;
  @Field(() => Int, {
    description:
      'Effective: with the weights that weightRule adds. What the queues of pools go by; 1 throughout a DAG that sets no priorityWeight, for tasks of pool default',
  })
  priorityWeight!: number;
  @Field(() => String)
  queue!: string;
  @Field(() => DateTimeScalar, { nullable: true })
  queuedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  startedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  endedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  nextTryAt!: string | null;
  @Field(() => JsonScalar, { nullable: true })
  renderedFields!: Json;
  @Field(() => Int)
  pokeCount!: number;
  @Field(() => DateTimeScalar, { nullable: true })
  lastPokeAt!: string | null;
  @Field(() => String, { nullable: true })
  note!: string | null;
  @Field(() => ID)
  dagRunId!: string;
}

export const TaskInstanceConnection = connectionOf(TaskInstanceModel, 'TaskInstance');
export type TaskInstanceConnection = CountedPage<TaskInstanceModel>;
