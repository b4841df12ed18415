import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Json, JsonObject } from '../domain/json.js';
import type { NormalizedDag } from '../domain/dag/index.js';
import { TRIGGER_RULES } from '../domain/runs/trigger-rule.js';
import { SCHEDULE_KINDS, type ScheduleKind } from '../domain/schedule/describe-schedule.js';
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

const upperCase = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name.toUpperCase(), name]));

/** API value → the name that specs use. */
export const TriggerRuleEnum = upperCase(TRIGGER_RULES);
registerEnumType(TriggerRuleEnum, { name: 'TriggerRule' });
const ScheduleKindEnum = upperCase(SCHEDULE_KINDS);
registerEnumType(ScheduleKindEnum, { name: 'ScheduleKind' });
export const DagFormat = enumOf(['YAML', 'JSON'], { name: 'DagFormat' });
export type DagFormat = keyof typeof DagFormat;

@ObjectType('DataInterval')
export class DataIntervalModel {
  @Field(() => DateTimeScalar)
  start!: string;
  @Field(() => DateTimeScalar)
  end!: string;
}

@ObjectType('NextRun')
export class NextRunModel {
  @Field(() => DateTimeScalar, { nullable: true })
  logicalDate!: string | null;
  @Field(() => DataIntervalModel, { nullable: true })
  dataInterval!: DataIntervalModel | null;
  @Field(() => DateTimeScalar)
  runAfter!: string;
}

@ObjectType('Schedule')
export class ScheduleModel {
  @Field(() => String)
  expression!: string;
  @Field(() => ScheduleKindEnum)
  kind!: ScheduleKind;
  @Field(() => String)
  timezone!: string;
  @Field(() => DateTimeScalar, { nullable: true })
  startDate!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  endDate!: string | null;
  @Field(() => Boolean)
  catchup!: boolean;
  @Field(() => String)
  summary!: string;
}

@ObjectType('TaskDefinition')
export class TaskDefinitionModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  type!: string;
  @Field(() => String, { nullable: true })
  group!: string | null;
  @Field(() => TriggerRuleEnum)
  triggerRule!: string;
  @Field(() => [ID])
  upstream!: string[];
  @Field(() => [ID])
  downstream!: string[];
  @Field(() => Boolean)
  mapped!: boolean;
  @Field(() => JsonScalar)
  spec!: Json;
}

@ObjectType('Edge')
export class EdgeModel {
  @Field(() => ID)
  from!: string;
  @Field(() => ID)
  to!: string;
  @Field(() => String, { nullable: true })
  label!: string | null;
}

/** What stays known of a version, also when its DAG is deleted. */
@ObjectType({ isAbstract: true })
export abstract class KeptVersionModel {
  @Field(() => ID)
  dagId!: string;
  @Field(() => Int)
  number!: number;
  @Field(() => String)
  hash!: string;
  @Field(() => JsonScalar)
  spec!: NormalizedDag;
  @Field(() => DateTimeScalar)
  registeredAt!: string;
  @Field(() => ActorModel)
  registeredBy!: ActorModel;
}

@ObjectType('DagVersion')
export class DagVersionModel extends KeptVersionModel {}

@ObjectType('Dag')
export class DagModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String, { nullable: true })
  description!: string | null;
  @Field(() => [String])
  owners!: string[];
  @Field(() => [String])
  tags!: string[];
  @Field(() => Boolean)
  paused!: boolean;
  /** No field: which version `latestVersion` is. */
  latestNumber!: number;
}

@ObjectType('OperatorType')
export class OperatorTypeModel {
  @Field(() => String)
  type!: string;
  @Field(() => String)
  summary!: string;
  @Field(() => Boolean)
  sensor!: boolean;
  @Field(() => JsonScalar)
  paramsSchema!: JsonObject;
}

export const DagConnection = connectionOf(DagModel, 'Dag');
export type DagConnection = CountedPage<DagModel>;
export const DagVersionConnection = connectionOf(DagVersionModel, 'DagVersion');
export type DagVersionConnection = CountedPage<DagVersionModel>;

@ObjectType('DagRegistered')
export class DagRegisteredModel implements Tagged {
  __typename!: 'DagRegistered';
  @Field(() => DagModel)
  dag!: DagModel;
  @Field(() => DagVersionModel)
  version!: DagVersionModel;
  @Field(() => Boolean)
  created!: boolean;
}

@ObjectType('InvalidDag')
export class InvalidDagModel implements Tagged {
  __typename!: 'InvalidDag';
  @Field(() => [DagIssueModel])
  issues!: DagIssueModel[];
}

@ObjectType('DagPausedChanged')
export class DagPausedChangedModel implements Tagged {
  __typename!: 'DagPausedChanged';
  @Field(() => DagModel)
  dag!: DagModel;
}

export const RegisterDagResult = unionOf<Tagged>('RegisterDagResult', () => [
  DagRegisteredModel,
  InvalidDagModel,
  RefusedModel,
]);
export type RegisterDagResult = DagRegisteredModel | InvalidDagModel | RefusedModel;

@ObjectType('DagsRegistered')
export class DagsRegisteredModel implements Tagged {
  __typename!: 'DagsRegistered';
  @Field(() => [RegisterDagResult], {
    description: 'In the order of the input; one that is invalid does not keep the others back',
  })
  results!: RegisterDagResult[];
}

export const RegisterDagsResult = unionOf<Tagged>('RegisterDagsResult', () => [DagsRegisteredModel, RefusedModel]);
export type RegisterDagsResult = DagsRegisteredModel | RefusedModel;
export const SetDagPausedResult = unionOf<Tagged>('SetDagPausedResult', () => [
  DagPausedChangedModel,
  DagNotFoundModel,
  RefusedModel,
]);
export type SetDagPausedResult = DagPausedChangedModel | DagNotFoundModel | RefusedModel;

@ObjectType('ScheduleRuns')
export class ScheduleRunsModel implements Tagged {
  __typename!: 'ScheduleRuns';
  @Field(() => [NextRunModel])
  runs!: NextRunModel[];
}

@ObjectType('InvalidSchedule')
export class InvalidScheduleModel implements Tagged {
  __typename!: 'InvalidSchedule';
  @Field(() => String)
  message!: string;
}

export const SchedulePreview = unionOf<Tagged>('SchedulePreview', () => [ScheduleRunsModel, InvalidScheduleModel]);
export type SchedulePreview = ScheduleRunsModel | InvalidScheduleModel;
