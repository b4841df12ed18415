import type { Refusal } from '../client/api-errors.js';
import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface ApprovalSummary {
  readonly id: string;
  readonly dagId: string;
  readonly dagRunId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly subject: string;
  readonly choices: readonly { readonly id: string }[];
  readonly state: string;
  readonly requestedAt: string;
  readonly deadline: string;
  readonly chosen: readonly string[] | null;
  readonly respondedBy: { readonly name: string } | null;
}

const SUMMARY = `fragment Summary on Approval {
  id dagId dagRunId taskId mapIndex subject choices { id } state requestedAt deadline chosen respondedBy { name }
}`;

export interface ApprovalFilter {
  readonly dagId?: string;
  readonly dagRunId?: string;
  readonly state?: string;
}
export const LIST_APPROVALS = operation<
  { approvals: Page<ApprovalSummary> },
  { filter: ApprovalFilter; first: number; after: string | null }
>(`query ListApprovals($filter: ApprovalFilter, $first: Int!, $after: String) {
  approvals(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Summary } }
}
${SUMMARY}`);

export interface RespondToApprovalInput {
  readonly dagRunId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly choices: readonly string[];
  readonly params?: unknown;
  readonly reason: string | null;
  readonly idempotencyKey: string;
}
export interface ParamIssue {
  readonly path: string;
  readonly message: string;
}
export type RespondToApprovalResult =
  | { readonly __typename: 'ApprovalResponded'; readonly approval: ApprovalSummary }
  | { readonly __typename: 'InvalidParams'; readonly issues: readonly ParamIssue[] }
  | (Refusal & { readonly __typename: 'Refused' });
export const RESPOND_TO_APPROVAL = operation<
  { respondToApproval: RespondToApprovalResult },
  { input: RespondToApprovalInput }
>(`mutation RespondToApproval($input: RespondToApprovalInput!) {
  respondToApproval(input: $input) {
    __typename
    ... on ApprovalResponded { approval { ...Summary } }
    ... on InvalidParams { issues { path message } }
    ... on Refused { code message }
  }
}
${SUMMARY}`);
