import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';
import { ASSET_EVENT, type AssetEventInfo } from '../assets/assets.operations.js';

export interface RunSummary {
  readonly id: string;
  readonly dagId: string;
  readonly runId: string;
  readonly type: string;
  readonly state: string;
  readonly logicalDate: string | null;
  readonly runAfter: string;
  readonly queuedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly triggeredBy: { readonly kind: string; readonly name: string };
}

const SUMMARY = `fragment Summary on DagRun {
  id dagId runId type state logicalDate runAfter queuedAt startedAt endedAt triggeredBy { kind name }
}`;

export interface DagRunFilter {
  readonly dagId?: string;
  readonly states?: readonly string[];
  readonly types?: readonly string[];
}
export const LIST_RUNS = operation<
  { dagRuns: Page<RunSummary> },
  { filter: DagRunFilter; first: number; after: string | null }
>(`query ListRuns($filter: DagRunFilter, $first: Int!, $after: String) {
  dagRuns(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Summary } }
}
${SUMMARY}`);

export const RUN_BY_KEY = operation<
  { dagRunByKey: RunSummary | null },
  { dagId: string; runId: string }
>(`query RunByKey($dagId: ID!, $runId: String!) { dagRunByKey(dagId: $dagId, runId: $runId) { ...Summary } }
${SUMMARY}`);

export const RUN_BY_ID = operation<
  { dagRun: RunSummary | null },
  { id: string }
>(`query RunById($id: ID!) { dagRun(id: $id) { ...Summary } }
${SUMMARY}`);

export interface RunDetails extends RunSummary {
  readonly version: { readonly number: number };
  readonly dataInterval: { readonly start: string; readonly end: string } | null;
  readonly conf: unknown;
  readonly params: unknown;
  readonly clearNumber: number;
  readonly partitionKey: string | null;
  /** The task whose triggerDag made it. */
  readonly parent: {
    readonly taskId: string;
    readonly dagRun: { readonly dagId: string; readonly runId: string };
  } | null;
  /** Updates of assets that it was made for, the latest. */
  readonly triggeringAssetEvents: Page<AssetEventInfo>;
  readonly note: string | null;
  readonly cause: { readonly kind: string; readonly summary: string };
  readonly workflow: { readonly namespace: string; readonly workflowId: string; readonly runId: string | null } | null;
  readonly stateCounts: readonly StateCount[];
  readonly deadlines: readonly {
    readonly rule: string;
    readonly at: string;
    readonly metAt: string | null;
    readonly missedAt: string | null;
  }[];
  readonly notificationsUpForRetry: { readonly totalCount: number };
  readonly notificationsFailed: { readonly totalCount: number };
}
export interface StateCount {
  readonly state: string;
  readonly count: number;
}
export const SHOW_RUN = operation<{ dagRun: RunDetails | null }, { id: string }>(`query ShowRun($id: ID!) {
  dagRun(id: $id) {
    ...Summary
    version { number } dataInterval { start end } conf params clearNumber note cause { kind summary } partitionKey parent { taskId dagRun { dagId runId } }
    triggeringAssetEvents(first: 5) { totalCount nodes { ...Info } pageInfo { hasNextPage endCursor } }
    workflow { namespace workflowId runId }
    stateCounts { state count }
    deadlines { rule at metAt missedAt }
    notificationsUpForRetry: notifications(states: [UP_FOR_RETRY], first: 0) { totalCount }
    notificationsFailed: notifications(states: [FAILED], first: 0) { totalCount }
  }
}
${SUMMARY}
${ASSET_EVENT}`);

/** What the live table shows of a task instance. */
export interface WatchedTask {
  readonly taskId: string;
  readonly mapIndex: number;
  readonly state: string;
  readonly operator: string;
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly queuedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly nextTryAt: string | null;
  readonly pokeCount: number;
}
export interface WatchedRun extends RunSummary {
  readonly stateCounts: readonly StateCount[];
  readonly tasks: { readonly nodes: readonly WatchedTask[]; readonly totalCount: number };
}
export const WATCH_RUN = operation<{ changed: WatchedRun }, { id: string }>(`subscription WatchRun($id: ID!) {
  changed: dagRunChanged(id: $id) {
    ...Summary
    stateCounts { state count }
    tasks(first: 500) {
      totalCount
      nodes { taskId mapIndex state operator tryNumber maxTries queuedAt startedAt endedAt nextTryAt pokeCount }
    }
  }
}
${SUMMARY}`);

export const AWAIT_RUN = operation<{ changed: RunSummary }, { id: string }>(`subscription AwaitRun($id: ID!) {
  changed: dagRunChanged(id: $id) { ...Summary }
}
${SUMMARY}`);

export type TriggerDagResult =
  | { readonly __typename: 'DagRunCreated'; readonly dagRun: RunSummary }
  | { readonly __typename: 'RunAlreadyExists'; readonly message: string; readonly dagRun: RunSummary }
  | {
      readonly __typename: 'InvalidParams';
      readonly issues: readonly { readonly path: string; readonly message: string }[];
    }
  | (Refusal & { readonly __typename: 'DagNotFound' | 'Refused' });

export interface TriggerDagInput {
  readonly dagId: string;
  readonly runId?: string;
  readonly logicalDate?: string | null;
  readonly conf?: unknown;
  readonly note?: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const TRIGGER_DAG = operation<
  { triggerDag: TriggerDagResult },
  { input: TriggerDagInput }
>(`mutation TriggerDag($input: TriggerDagInput!) {
  triggerDag(input: $input) {
    __typename
    ... on DagRunCreated { dagRun { ...Summary } }
    ... on RunAlreadyExists { message dagRun { ...Summary } }
    ... on InvalidParams { issues { path message } }
    ... on DagNotFound { message }
    ... on Refused { code message }
  }
}
${SUMMARY}`);

export type ControlResult =
  | {
      readonly __typename: 'ControlApplied';
      readonly dagRun: RunSummary;
      readonly affected: readonly { readonly taskId: string; readonly mapIndex: number; readonly state: string }[];
    }
  | (Refusal & { readonly __typename: 'ControlRefused' });

export interface SetRunStateInput {
  readonly dagRunId: string;
  readonly state: 'FAILED';
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const SET_RUN_STATE = operation<
  { setDagRunState: ControlResult },
  { input: SetRunStateInput }
>(`mutation SetRunState($input: SetDagRunStateInput!) {
  setDagRunState(input: $input) {
    __typename
    ... on ControlApplied { dagRun { ...Summary } affected { taskId mapIndex state } }
    ... on ControlRefused { code message }
  }
}
${SUMMARY}`);

export interface LogLine {
  readonly number: number;
  readonly at: string;
  readonly stream: string;
  readonly text: string;
}
export interface LoggedTask {
  readonly state: string;
  readonly tryNumber: number;
  readonly log: { readonly lines: readonly LogLine[]; readonly complete: boolean };
}
export interface LogVariables {
  readonly id: string;
  readonly taskId: string;
  readonly mapIndex: number;
  /** null: the latest */
  readonly tryNumber: number | null;
  readonly after: number;
}
export const READ_LOG = operation<
  { dagRun: { state: string; task: LoggedTask | null } | null },
  LogVariables
>(`query ReadLog($id: ID!, $taskId: ID!, $mapIndex: Int!, $tryNumber: Int, $after: Int!) {
  dagRun(id: $id) {
    state
    task(taskId: $taskId, mapIndex: $mapIndex) {
      state tryNumber
      log(tryNumber: $tryNumber, after: $after, limit: 1000) { lines { number at stream text } complete }
    }
  }
}`);

export const FOLLOW_LOG = operation<
  { taskLog: LogLine },
  { id: string; taskId: string; mapIndex: number; after: number }
>(`subscription FollowLog($id: ID!, $taskId: ID!, $mapIndex: Int!, $after: Int!) {
  taskLog(dagRunId: $id, taskId: $taskId, mapIndex: $mapIndex, after: $after) { number at stream text }
}`);
