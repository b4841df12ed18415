import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { DataIntervalModel } from '../dags/index.js';
import { BACKFILL_STATES, REPROCESS_BEHAVIORS } from '../domain/backfills/index.js';
import type { JsonObject } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { enumOf } from '../platform/graphql/enum-of.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { DagNotFoundModel, RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';

export const ReprocessBehavior = enumOf(REPROCESS_BEHAVIORS, {
  name: 'ReprocessBehavior',
  description:
    'Dates that have an ended run already: left alone, done again where it FAILED, or done again in any case. A run under way is never touched',
});
export type ReprocessBehavior = keyof typeof ReprocessBehavior;
export const BackfillState = enumOf(BACKFILL_STATES, { name: 'BackfillState' });
export type BackfillState = keyof typeof BackfillState;
export const BackfillAction = enumOf(['CREATE', 'REPROCESS'], { name: 'BackfillAction' });
export type BackfillAction = keyof typeof BackfillAction;

@ObjectType('BackfillSkip')
export class BackfillSkipModel {
  @Field(() => DateTimeScalar)
  logicalDate!: string;
  @Field(() => String)
  reason!: string;
}

@ObjectType('BackfillDate', { description: 'A logical date that is still to become a run' })
export class BackfillDateModel {
  @Field(() => Int, { description: 'From 1 on, in the order in which the runs are made' })
  ordinal!: number;
  @Field(() => DateTimeScalar)
  logicalDate!: string;
  @Field(() => DataIntervalModel)
  dataInterval!: DataIntervalModel;
  @Field(() => BackfillAction, { description: 'As it stands now; it is judged again when the date comes up' })
  action!: BackfillAction;
}

/** What would be made: only in the answer of a dry run. */
export interface BackfillPreview {
  planned: BackfillDateModel[];
  skipped: BackfillSkipModel[];
}

@ObjectType('Backfill')
export class BackfillModel {
  @Field(() => ID)
  id!: string;
  @Field(() => ID)
  dagId!: string;
  @Field(() => DateTimeScalar)
  from!: string;
  @Field(() => DateTimeScalar)
  to!: string;
  @Field(() => BackfillState)
  state!: BackfillState;
  @Field(() => Int)
  maxActiveRuns!: number;
  @Field(() => ReprocessBehavior)
  reprocess!: ReprocessBehavior;
  @Field(() => Boolean)
  runBackwards!: boolean;
  @Field(() => Boolean)
  onLatestVersion!: boolean;
  @Field(() => JsonScalar)
  conf!: JsonObject;
  @Field(() => String, { nullable: true })
  reason!: string | null;
  @Field(() => DateTimeScalar)
  createdAt!: string;
  @Field(() => ActorModel)
  createdBy!: ActorModel;
  @Field(() => DateTimeScalar, { nullable: true })
  endedAt!: string | null;
  @Field(() => Boolean, { description: 'Nothing of it is stored: it tells what would be made' })
  dryRun!: boolean;
  /** No field: what a dry run answers in place of rows. */
  preview!: BackfillPreview | null;
}

/** Of a backfill's dates. */
export interface BackfillCounts {
  total: number;
  pending: number;
  skipped: number;
  finished: number;
  failed: number;
}

export const BackfillConnection = connectionOf(BackfillModel, 'Backfill');
export type BackfillConnection = CountedPage<BackfillModel>;

@ObjectType('BackfillCreated')
export class BackfillCreatedModel implements Tagged {
  __typename!: 'BackfillCreated';
  @Field(() => BackfillModel)
  backfill!: BackfillModel;
}

@ObjectType('BackfillRefused')
export class BackfillRefusedModel implements Tagged {
  __typename!: 'BackfillRefused';
  @Field(() => String)
  code!: string;
  @Field(() => String)
  message!: string;
}

export const CreateBackfillResult = unionOf<Tagged>('CreateBackfillResult', () => [
  BackfillCreatedModel,
  BackfillRefusedModel,
  DagNotFoundModel,
]);
export type CreateBackfillResult = BackfillCreatedModel | BackfillRefusedModel | DagNotFoundModel;

@ObjectType('BackfillChanged')
export class BackfillChangedModel implements Tagged {
  __typename!: 'BackfillChanged';
  @Field(() => BackfillModel)
  backfill!: BackfillModel;
}

export const BackfillControlResult = unionOf<Tagged>('BackfillControlResult', () => [
  BackfillChangedModel,
  RefusedModel,
]);
export type BackfillControlResult = BackfillChangedModel | RefusedModel;
