import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface NextRun {
  readonly logicalDate: string | null;
  readonly dataInterval: { readonly start: string; readonly end: string } | null;
  readonly runAfter: string;
}
export interface ScheduledDag {
  readonly id: string;
  readonly paused: boolean;
  readonly schedule: { readonly expression: string; readonly timezone: string; readonly summary: string } | null;
  readonly nextRun: NextRun | null;
  readonly scheduleExplanation: { readonly reason: string; readonly summary: string; readonly facts: object };
}

const SCHEDULED = `fragment Scheduled on Dag {
  id paused
  schedule { expression timezone summary }
  nextRun { logicalDate dataInterval { start end } runAfter }
  scheduleExplanation { reason summary facts }
}`;

export const NEXT_RUNS = operation<
  { dags: Page<ScheduledDag> },
  { filter: { search?: string; tags?: readonly string[] }; first: number; after: string | null }
>(`query NextRuns($filter: DagFilter, $first: Int!, $after: String) {
  dags(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Scheduled } }
}
${SCHEDULED}`);

export const EXPLAIN_SCHEDULE = operation<
  { dag: ScheduledDag | null },
  { id: string }
>(`query ExplainSchedule($id: ID!) {
  dag(id: $id) { ...Scheduled }
}
${SCHEDULED}`);

export const PREVIEW_SCHEDULE = operation<
  {
    previewSchedule:
      | { readonly __typename: 'ScheduleRuns'; readonly runs: readonly NextRun[] }
      | { readonly __typename: 'InvalidSchedule'; readonly message: string };
  },
  { schedule: unknown; after: string | null; count: number }
>(`query PreviewSchedule($schedule: JSON!, $after: DateTime, $count: Int!) {
  previewSchedule(schedule: $schedule, after: $after, count: $count) {
    __typename
    ... on ScheduleRuns { runs { logicalDate dataInterval { start end } runAfter } }
    ... on InvalidSchedule { message }
  }
}`);
