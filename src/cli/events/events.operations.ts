import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface RecordedEvent {
  readonly id: string;
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly reason: string | null;
  readonly dagId: string | null;
  readonly dagRunId: string | null;
  readonly taskId: string | null;
  readonly mapIndex: number | null;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly payload: unknown;
  readonly hash: string;
  readonly previousHash: string | null;
}

const WHOLE = `fragment Whole on Event {
  id position stream version type occurredAt recordedAt actor { kind id name } reason
  dagId dagRunId taskId mapIndex correlationId causationId payload hash previousHash
}`;

export interface EventFilter {
  readonly types?: readonly string[];
  readonly actorId?: string;
  readonly dagId?: string;
  readonly dagRunId?: string;
  readonly taskId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly correlationId?: string;
  readonly search?: string;
}
export const LIST_EVENTS = operation<
  { events: Page<RecordedEvent> },
  { filter: EventFilter; first: number; after: string | null }
>(`query ListEvents($filter: EventFilter, $first: Int!, $after: String) {
  events(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { ...Whole } }
}
${WHOLE}`);

export const FOLLOW_EVENTS = operation<
  { eventRecorded: RecordedEvent },
  { filter: EventFilter; after: string }
>(`subscription FollowEvents($filter: EventFilter, $after: String) {
  eventRecorded(filter: $filter, after: $after) { ...Whole }
}
${WHOLE}`);
