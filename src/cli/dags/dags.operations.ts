import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface DagSummary {
  readonly id: string;
  readonly description: string | null;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  readonly paused: boolean;
  readonly schedule: {
    readonly expression: string;
    readonly kind: string;
    readonly timezone: string;
    readonly summary: string;
  } | null;
  readonly nextRun: { readonly runAfter: string; readonly logicalDate: string | null } | null;
  readonly latestVersion: { readonly number: number; readonly hash: string };
}

const SUMMARY = `fragment Summary on Dag {
  id description owners tags paused
  schedule { expression kind timezone summary }
  nextRun { runAfter logicalDate }
  latestVersion { number hash }
}`;

export interface DagFilter {
  readonly search?: string;
  readonly tags?: readonly string[];
  readonly owners?: readonly string[];
  readonly paused?: boolean;
}

export const LIST_DAGS = operation<
  { dags: Page<DagSummary> },
  { filter: DagFilter; first: number; after: string | null }
>(`query ListDags($filter: DagFilter, $first: Int!, $after: String) {
  dags(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Summary } }
}
${SUMMARY}`);

export interface TaskSummary {
  readonly id: string;
  readonly type: string;
  readonly group: string | null;
  readonly triggerRule: string;
  readonly upstream: readonly string[];
  readonly mapped: boolean;
}
export interface VersionDetails {
  readonly number: number;
  readonly hash: string;
  readonly spec: unknown;
  readonly registeredAt: string;
  readonly registeredBy: { readonly name: string };
  readonly tasks: readonly TaskSummary[];
}
export interface DagDetails extends DagSummary {
  readonly docMd: string | null;
  readonly latest: VersionDetails;
  readonly runs: { readonly nodes: readonly RunLine[] };
}
export interface RunLine {
  readonly id: string;
  readonly runId: string;
  readonly state: string;
  readonly runAfter: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

const DETAILS = `fragment Details on DagVersion {
  number hash spec registeredAt registeredBy { name }
  tasks { id type group triggerRule upstream mapped }
}`;

export const SHOW_DAG = operation<{ dag: DagDetails | null }, { id: string }>(`query ShowDag($id: ID!) {
  dag(id: $id) {
    ...Summary docMd
    latest: latestVersion { ...Details }
    runs(first: 5) { nodes { id runId state runAfter startedAt endedAt } }
  }
}
${SUMMARY}
${DETAILS}`);

export const SHOW_VERSION = operation<
  { dag: { version: VersionDetails | null } | null },
  { id: string; number: number }
>(`query ShowVersion($id: ID!, $number: Int!) { dag(id: $id) { version(number: $number) { ...Details } } }
${DETAILS}`);

export interface SpecVersion {
  readonly number: number;
  readonly registeredAt: string;
  readonly registeredBy: { readonly name: string };
  readonly spec: unknown;
}
export const TWO_VERSIONS = operation<
  { dag: { a: SpecVersion | null; b: SpecVersion | null } | null },
  { id: string; a: number; b: number }
>(`query TwoVersions($id: ID!, $a: Int!, $b: Int!) {
  dag(id: $id) { a: version(number: $a) { ...Spec } b: version(number: $b) { ...Spec } }
}
fragment Spec on DagVersion { number registeredAt registeredBy { name } spec }`);

export interface DagIssue {
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
}
export type RegisterDagResult =
  | {
      readonly __typename: 'DagRegistered';
      readonly dag: { readonly id: string; readonly paused: boolean };
      readonly version: { readonly number: number; readonly hash: string };
      readonly created: boolean;
    }
  | { readonly __typename: 'InvalidDag'; readonly issues: readonly DagIssue[] }
  | (Refusal & { readonly __typename: 'Refused' });

export interface RegisterDagsInput {
  readonly dags: readonly { readonly source: string; readonly format: 'YAML' | 'JSON' }[];
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export type RegisterDagsResult =
  | { readonly __typename: 'DagsRegistered'; readonly results: readonly RegisterDagResult[] }
  | (Refusal & { readonly __typename: 'Refused' });
export const REGISTER_DAGS = operation<
  { registerDags: RegisterDagsResult },
  { input: RegisterDagsInput }
>(`mutation RegisterDags($input: RegisterDagsInput!) {
  registerDags(input: $input) {
    __typename
    ... on DagsRegistered {
      results {
        __typename
        ... on DagRegistered { dag { id paused } version { number hash } created }
        ... on InvalidDag { issues { code message path line column } }
        ... on Refused { code message }
      }
    }
    ... on Refused { code message }
  }
}`);

export type SetDagPausedResult =
  | { readonly __typename: 'DagPausedChanged'; readonly dag: DagSummary }
  | (Refusal & { readonly __typename: 'DagNotFound' | 'Refused' });

export const SET_DAG_PAUSED = operation<
  { setDagPaused: SetDagPausedResult },
  { dagId: string; paused: boolean; reason: string | null; idempotencyKey: string }
>(`mutation SetDagPaused($dagId: ID!, $paused: Boolean!, $reason: String, $idempotencyKey: String) {
  setDagPaused(dagId: $dagId, paused: $paused, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on DagPausedChanged { dag { ...Summary } }
    ... on DagNotFound { message }
    ... on Refused { code message }
  }
}
${SUMMARY}`);

export type DeleteDagResult =
  | { readonly __typename: 'DagDeleted'; readonly dagId: string; readonly runs: number; readonly versions: number }
  | (Refusal & { readonly __typename: 'DagNotFound' | 'Refused' });

export const DELETE_DAG = operation<
  { deleteDag: DeleteDagResult },
  { dagId: string; reason: string | null; idempotencyKey: string }
>(`mutation DeleteDag($dagId: ID!, $reason: String, $idempotencyKey: String) {
  deleteDag(dagId: $dagId, reason: $reason, idempotencyKey: $idempotencyKey) {
    __typename
    ... on DagDeleted { dagId runs versions }
    ... on DagNotFound { message }
    ... on Refused { code message }
  }
}`);
