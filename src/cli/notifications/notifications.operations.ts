import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface NotificationSummary {
  readonly id: string;
  readonly dagId: string;
  readonly dagRunId: string;
  readonly level: string;
  readonly trigger: string;
  readonly event: string;
  readonly taskId: string | null;
  readonly mapIndex: number | null;
  readonly tryNumber: number | null;
  readonly type: string;
  readonly state: string;
  readonly tries: number;
  readonly lastError: { readonly type: string; readonly message: string } | null;
  readonly createdAt: string;
  readonly nextAt: string | null;
  readonly deliveredAt: string | null;
  readonly givenUpAt: string | null;
}

export interface NotificationFilter {
  readonly dagId?: string;
  readonly dagRunId?: string;
  readonly states?: readonly string[];
}
export const LIST_NOTIFICATIONS = operation<
  { notifications: Page<NotificationSummary> },
  { filter: NotificationFilter; first: number; after: string | null }
>(`query ListNotifications($filter: NotificationFilter, $first: Int!, $after: String) {
  notifications(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      id dagId dagRunId level trigger event taskId mapIndex tryNumber type state tries lastError { type message }
      createdAt nextAt deliveredAt givenUpAt
    }
  }
}`);
