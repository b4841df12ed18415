import type { Refusal } from '../client/api-errors.js';
import { type Operation, operation } from '../client/operation.js';

export interface ControlledRun {
  readonly id: string;
  readonly dagId: string;
  readonly runId: string;
  readonly state: string;
}
export interface AffectedTask {
  readonly dagRunId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly state: string;
}
export interface VersionChange {
  readonly dagRunId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly change: 'ADDED' | 'REMOVED';
}
export type ControlAnswer =
  | {
      readonly __typename: 'ControlApplied';
      readonly dagRun: ControlledRun;
      readonly affected: readonly AffectedTask[];
      readonly versionChanges: readonly VersionChange[];
    }
  | { readonly __typename: 'DagRunCreated'; readonly dagRun: ControlledRun }
  | {
      readonly __typename: 'InvalidParams';
      readonly issues: readonly { readonly path: string; readonly message: string }[];
    }
  | ({ readonly __typename: 'ControlRefused' } & Refusal);

/** Each of them answers `control`. */
export type Control<Variables> = Operation<{ control: ControlAnswer }, Variables>;
type OfInput = Control<{ input: object }>;

const RESULT = `__typename
    ... on ControlApplied { dagRun { id dagId runId state } affected { dagRunId taskId mapIndex state }
      versionChanges { dagRunId taskId mapIndex change } }
    ... on ControlRefused { code message }`;

export const CLEAR_TASKS: OfInput = operation(`mutation ClearTasks($input: ClearTasksInput!) {
  control: clearTasks(input: $input) { ${RESULT} }
}`);

export const SET_TASK_STATE: OfInput = operation(`mutation SetTaskState($input: SetTaskStateInput!) {
  control: setTaskState(input: $input) { ${RESULT} }
}`);

export const RETRY_TASK: OfInput = operation(`mutation RetryTask($input: TaskControlInput!) {
  control: retryTask(input: $input) { ${RESULT} }
}`);

export const SKIP_TASK: OfInput = operation(`mutation SkipTask($input: TaskControlInput!) {
  control: skipTask(input: $input) { ${RESULT} }
}`);

export const SET_NOTE: OfInput = operation(`mutation SetNote($input: SetNoteInput!) {
  control: setNote(input: $input) { ${RESULT} }
}`);

export const RERUN: OfInput = operation(`mutation Rerun($input: RerunDagRunInput!) {
  control: rerunDagRun(input: $input) { ${RESULT}
    ... on DagRunCreated { dagRun { id dagId runId state } }
    ... on InvalidParams { issues { path message } } }
}`);

interface RunVariables {
  readonly dagRunId: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const PAUSE_RUN: Control<RunVariables> =
  operation(`mutation PauseRun($dagRunId: ID!, $reason: String, $idempotencyKey: String) {
  control: pauseDagRun(dagRunId: $dagRunId, reason: $reason, idempotencyKey: $idempotencyKey) { ${RESULT} }
}`);

export const RESUME_RUN: Control<RunVariables> =
  operation(`mutation ResumeRun($dagRunId: ID!, $reason: String, $idempotencyKey: String) {
  control: resumeDagRun(dagRunId: $dagRunId, reason: $reason, idempotencyKey: $idempotencyKey) { ${RESULT} }
}`);
