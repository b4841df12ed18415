import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface BackfillInfo {
  readonly id: string;
  readonly dagId: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  /** Why it makes no runs although it is RUNNING. */
  readonly waits: string | null;
  readonly maxActiveRuns: number;
  readonly reprocess: string;
  readonly runBackwards: boolean;
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  readonly skippedCount: number;
  readonly dryRun: boolean;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly createdBy: { readonly name: string };
  readonly reason: string | null;
}
const INFO = `fragment Info on Backfill {
  id dagId from to state waits maxActiveRuns reprocess runBackwards total finished failed skippedCount dryRun createdAt endedAt createdBy { name } reason
}`;

export interface BackfillDetails extends BackfillInfo {
  readonly planned: readonly { readonly ordinal: number; readonly logicalDate: string; readonly action: string }[];
  readonly skipped: readonly { readonly logicalDate: string; readonly reason: string }[];
}
const DETAILS = `fragment Details on Backfill {
  ...Info
  planned { ordinal logicalDate action }
  skipped { logicalDate reason }
}
${INFO}`;

export interface CreateBackfillInput {
  readonly dagId: string;
  readonly from: string;
  readonly to: string;
  readonly maxActiveRuns: number;
  readonly reprocess: string;
  readonly runBackwards: boolean;
  readonly onLatestVersion: boolean;
  readonly conf?: unknown;
  readonly dryRun: boolean;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export const CREATE_BACKFILL = operation<
  {
    createBackfill:
      | { readonly __typename: 'BackfillCreated'; readonly backfill: BackfillDetails }
      | (Refusal & { readonly __typename: 'BackfillRefused' | 'DagNotFound' });
  },
  { input: CreateBackfillInput }
>(`mutation CreateBackfill($input: CreateBackfillInput!) {
  createBackfill(input: $input) {
    __typename
    ... on BackfillCreated { backfill { ...Details } }
    ... on BackfillRefused { code message }
    ... on DagNotFound { message }
  }
}
${DETAILS}`);

export const LIST_BACKFILLS = operation<
  { backfills: Page<BackfillInfo> },
  { dagId: string | null; states: readonly string[] | null; first: number; after: string | null }
>(`query ListBackfills($dagId: ID, $states: [BackfillState!], $first: Int!, $after: String) {
  backfills(dagId: $dagId, states: $states, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Info } }
}
${INFO}`);

export const SHOW_BACKFILL = operation<
  { backfill: BackfillDetails | null },
  { id: string }
>(`query ShowBackfill($id: ID!) { backfill(id: $id) { ...Details } }
${DETAILS}`);

export const WATCH_BACKFILL = operation<
  { changed: BackfillInfo },
  { id: string }
>(`subscription WatchBackfill($id: ID!) { changed: backfillChanged(id: $id) { ...Info } }
${INFO}`);

export type ChangeResult =
  | { readonly __typename: 'BackfillChanged'; readonly backfill: BackfillInfo }
  | (Refusal & { readonly __typename: 'Refused' });
export interface ChangeVariables {
  readonly id: string;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
const CHANGED = `{
    __typename
    ... on BackfillChanged { backfill { ...Info } }
    ... on Refused { code message }
  }
}
${INFO}`;

export const PAUSE_BACKFILL = operation<{ result: ChangeResult }, ChangeVariables>(
  `mutation PauseBackfill($id: ID!, $reason: String, $idempotencyKey: String) {
  result: pauseBackfill(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) ${CHANGED}`,
);
export const RESUME_BACKFILL = operation<{ result: ChangeResult }, ChangeVariables>(
  `mutation ResumeBackfill($id: ID!, $reason: String, $idempotencyKey: String) {
  result: resumeBackfill(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) ${CHANGED}`,
);
export const CANCEL_BACKFILL = operation<{ result: ChangeResult }, ChangeVariables>(
  `mutation CancelBackfill($id: ID!, $reason: String, $idempotencyKey: String) {
  result: cancelBackfill(id: $id, reason: $reason, idempotencyKey: $idempotencyKey) ${CHANGED}`,
);
