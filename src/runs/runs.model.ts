import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DataIntervalModel } from '../dags/index.js';
import type { JsonObject } from '../domain/json.js';
import { CAUSE_KINDS, type CauseKind } from '../domain/runs/explain-cause.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { enumOf } from '../platform/graphql/enum-of.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import {
  DagIssueModel,
  DagNotFoundModel,
  RefusedModel,
  type Tagged,
  unionOf,
} from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { TaskInstanceModel, TaskState } from './tasks.model.js';

export const DagRunType = enumOf(['MANUAL', 'SCHEDULED', 'BACKFILL', 'ASSET_TRIGGERED'], { name: 'DagRunType' });
export type DagRunType = keyof typeof DagRunType;
export const DagRunState = enumOf(['QUEUED', 'RUNNING', 'SUCCESS', 'FAILED'], { name: 'DagRunState' });
export type DagRunState = keyof typeof DagRunState;

@ObjectType('StateCount')
export class StateCountModel {
  @Field(() => TaskState)
  state!: TaskState;
  @Field(() => Int)
  count!: number;
}

@ObjectType('TemporalExecution')
export class TemporalExecutionModel {
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  workflowId!: string;
  @Field(() => String, { nullable: true })
  runId!: string | null;
}

const DagRunCauseKind = enumOf(CAUSE_KINDS, { name: 'DagRunCauseKind' });

@ObjectType('DagRunCause', { description: 'Why a run exists.' })
export class DagRunCauseModel {
  @Field(() => DagRunCauseKind)
  kind!: CauseKind;
  @Field(() => String)
  summary!: string;
  @Field(() => JsonScalar, {
    description: 'what the summary rests on: the cursor of the schedule before and after, the backfill, asset events …',
  })
  facts!: JsonObject;
}

@ObjectType('DagRun')
export class DagRunModel {
  @Field(() => ID)
  id!: string;
  @Field(() => ID)
  dagId!: string;
  @Field(() => String)
  runId!: string;
  @Field(() => DagRunType)
  type!: DagRunType;
  @Field(() => DagRunState)
  state!: DagRunState;
  @Field(() => DateTimeScalar, { nullable: true })
  logicalDate!: string | null;
  @Field(() => DataIntervalModel, { nullable: true })
  dataInterval!: DataIntervalModel | null;
  @Field(() => DateTimeScalar)
  runAfter!: string;
  @Field(() => JsonScalar)
  conf!: JsonObject;
  @Field(() => JsonScalar)
  params!: JsonObject;
  @Field(() => DateTimeScalar)
  queuedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true })
  startedAt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  endedAt!: string | null;
  @Field(() => Int)
  clearNumber!: number;
  @Field(() => String, { nullable: true })
  note!: string | null;
  /** Starts nothing new until it is resumed. */
  @Field(() => Boolean)
  paused!: boolean;
  /** Id of the run that this one repeats with other params. */
  @Field(() => ID, { nullable: true })
  rerunOf!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the logs of its tasks were deleted, by retention' })
  logsExpiredAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the XComs of its tasks were deleted, by retention',
  })
  xcomsExpiredAt!: string | null;
  /** The partition of assets that it is for: a key, or a day. */
  @Field(() => String, { nullable: true })
  partitionKey!: string | null;
  @Field(() => ActorModel)
  triggeredBy!: ActorModel;
  @Field(() => DagRunCauseModel)
  cause!: DagRunCauseModel;
  /** No fields: what the resolvers of its fields need. */
  triggeringTry!: { dagRunId: string; taskId: string; mapIndex: number; tryNumber: number } | null;
  versionNumber!: number;
  epoch!: number;
  admitted!: boolean;
}

@ObjectType('TriggeringTask', { description: 'The try of a task of type triggerDag that made a run.' })
export class TriggeringTaskModel {
  @Field(() => DagRunModel)
  dagRun!: DagRunModel;
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int)
  mapIndex!: number;
  @Field(() => Int)
  tryNumber!: number;
}

export const DagRunConnection = connectionOf(DagRunModel, 'DagRun');
export type DagRunConnection = CountedPage<DagRunModel>;

@ObjectType('DagRunCreated')
export class DagRunCreatedModel implements Tagged {
  __typename!: 'DagRunCreated';
  @Field(() => DagRunModel)
  dagRun!: DagRunModel;
}

@ObjectType('InvalidParams')
export class InvalidParamsModel implements Tagged {
  __typename!: 'InvalidParams';
  @Field(() => [DagIssueModel])
  issues!: DagIssueModel[];
}

@ObjectType('RunAlreadyExists')
export class RunAlreadyExistsModel implements Tagged {
  __typename!: 'RunAlreadyExists';
  @Field(() => String)
  message!: string;
  @Field(() => DagRunModel)
  dagRun!: DagRunModel;
}

export const TriggerDagResult = unionOf<Tagged>('TriggerDagResult', () => [
  DagRunCreatedModel,
  DagNotFoundModel,
  InvalidParamsModel,
  RunAlreadyExistsModel,
  RefusedModel,
]);
export type TriggerDagResult =
  DagRunCreatedModel | DagNotFoundModel | InvalidParamsModel | RunAlreadyExistsModel | RefusedModel;

export const VersionChangeKind = enumOf(['ADDED', 'REMOVED'], { name: 'VersionChangeKind' });

@ObjectType('VersionChange')
export class VersionChangeModel {
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int)
  mapIndex!: number;
  @Field(() => VersionChangeKind)
  change!: keyof typeof VersionChangeKind;
}

@ObjectType('ControlApplied')
export class ControlAppliedModel implements Tagged {
  __typename!: 'ControlApplied';
  @Field(() => DagRunModel)
  dagRun!: DagRunModel;
  @Field(() => [TaskInstanceModel], {
    description:
      'What the control has changed itself, or would change (dryRun); what is REMOVED and added with it, too',
  })
  affected!: TaskInstanceModel[];
  @Field(() => [VersionChangeModel], {
    description: 'onLatestVersion: the task instances that are no more, and the new ones',
  })
  versionChanges!: VersionChangeModel[];
}

@ObjectType('ControlRefused')
export class ControlRefusedModel implements Tagged {
  __typename!: 'ControlRefused';
  @Field(() => String)
  code!: string;
  @Field(() => String)
  message!: string;
}

export const ControlResult = unionOf<Tagged>('ControlResult', () => [ControlAppliedModel, ControlRefusedModel]);
export type ControlResult = ControlAppliedModel | ControlRefusedModel;
