import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Choice, ChoiceOutcome } from '../domain/approvals/index.js';
import type { JsonObject } from '../domain/json.js';
import { ActorModel } from '../platform/graphql/actor.model.js';
import { enumOf } from '../platform/graphql/enum-of.js';
import { connectionOf, type CountedPage } from '../platform/graphql/page.js';
import { RefusedModel, type Tagged, unionOf } from '../platform/graphql/refusal.model.js';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars.js';
import { InvalidParamsModel } from '../runs/index.js';

export const ApprovalState = enumOf(['PENDING', 'ANSWERED', 'DEFAULTED', 'EXPIRED', 'CANCELLED'], {
  name: 'ApprovalState',
  description: 'DEFAULTED and EXPIRED: nobody has answered by the deadline. CANCELLED: the task ended otherwise',
});
export type ApprovalState = keyof typeof ApprovalState;

export const ApprovalOutcome = enumOf(['SUCCESS', 'FAIL', 'SKIP'], { name: 'ApprovalOutcome' });

@ObjectType('ApprovalChoice')
export class ApprovalChoiceModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  label!: string;
  @Field(() => ApprovalOutcome, {
    description: 'What it makes of the task; SKIP: the tasks directly below are skipped',
  })
  outcome!: Uppercase<ChoiceOutcome>;
  @Field(() => [ID], { nullable: true, description: 'Tasks below that go on; null: all' })
  follow!: string[] | null;
}

@ObjectType('Approval')
export class ApprovalModel {
  @Field(() => ID)
  id!: string;
  @Field(() => ID)
  dagId!: string;
  @Field(() => ID)
  dagRunId!: string;
  @Field(() => ID)
  taskId!: string;
  @Field(() => Int)
  mapIndex!: number;
  @Field(() => Int)
  tryNumber!: number;
  @Field(() => String)
  subject!: string;
  @Field(() => String, { nullable: true, description: 'Markdown' })
  body!: string | null;
  @Field(() => [ApprovalChoiceModel])
  choices!: ApprovalChoiceModel[];
  @Field(() => Boolean, { description: 'More than one may be chosen' })
  multiple!: boolean;
  @Field(() => JsonScalar, { description: 'JSON Schema of each value that comes with the answer' })
  form!: Record<string, JsonObject>;
  @Field(() => [String], { description: 'Who may answer: names or ids of tokens, or permissions; none: RUN' })
  assignees!: string[];
  @Field(() => [ID], { nullable: true, description: 'What holds when nobody has answered by the deadline' })
  defaults!: string[] | null;
  @Field(() => DateTimeScalar)
  deadline!: string;
  @Field(() => DateTimeScalar)
  requestedAt!: string;
  @Field(() => ApprovalState)
  state!: ApprovalState;
  @Field(() => [ID], { nullable: true })
  chosen!: string[] | null;
  @Field(() => JsonScalar, { nullable: true })
  params!: JsonObject | null;
  @Field(() => String, { nullable: true })
  note!: string | null;
  @Field(() => DateTimeScalar, { nullable: true })
  respondedAt!: string | null;
  @Field(() => ActorModel, { nullable: true })
  respondedBy!: ActorModel | null;
}

export const choiceModel = ({ outcome, ...choice }: Choice): ApprovalChoiceModel => ({
  ...choice,
  outcome: outcome.toUpperCase() as Uppercase<ChoiceOutcome>,
});

export const ApprovalConnection = connectionOf(ApprovalModel, 'Approval');
export type ApprovalConnection = CountedPage<ApprovalModel>;

@ObjectType('ApprovalResponded')
export class ApprovalRespondedModel implements Tagged {
  __typename!: 'ApprovalResponded';
  @Field(() => ApprovalModel)
  approval!: ApprovalModel;
}

export const RespondToApprovalResult = unionOf<Tagged>('RespondToApprovalResult', () => [
  ApprovalRespondedModel,
  InvalidParamsModel,
  RefusedModel,
]);
export type RespondToApprovalResult = ApprovalRespondedModel | InvalidParamsModel | RefusedModel;
