import { operation } from '../client/operation.js';
import type { Page } from '../client/pages.js';

export interface TaskLine {
  readonly taskId: string;
  readonly mapIndex: number;
  readonly state: string;
  readonly operator: string;
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly nextTryAt: string | null;
}

const LINE = `fragment Line on TaskInstance {
  taskId mapIndex state operator tryNumber maxTries startedAt endedAt nextTryAt
}`;

export interface TaskFilter {
  readonly taskId?: string;
  readonly states?: readonly string[];
}
export const LIST_TASKS = operation<
  { dagRun: { tasks: Page<TaskLine> } | null },
  { id: string; filter: TaskFilter; first: number; after: string | null }
>(`query ListTasks($id: ID!, $filter: TaskInstanceFilter, $first: Int!, $after: String) {
  dagRun(id: $id) {
    tasks(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Line } }
  }
}
${LINE}`);

export interface Attempt {
  readonly tryNumber: number;
  readonly attempt: number;
  readonly outcome: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly worker: string;
  readonly codeVersion: string | null;
  readonly error: { readonly type: string; readonly message: string; readonly retryable: boolean } | null;
}
export interface TaskDetails extends TaskLine {
  readonly displayName: string | null;
  readonly pool: string;
  readonly poolSlots: number;
  readonly priorityWeight: number;
  readonly queue: string;
  readonly queuedAt: string | null;
  readonly renderedFields: unknown;
  readonly pokeCount: number;
  readonly lastPokeAt: string | null;
  readonly note: string | null;
  readonly attempts: readonly Attempt[];
  readonly xcoms: readonly {
    readonly key: string;
    readonly value: unknown;
    readonly sizeBytes: number;
    readonly createdAt: string;
  }[];
  readonly explanation: {
    readonly summary: string;
    readonly rule: string;
    readonly upstream: unknown;
    readonly blockedBy: readonly string[];
  };
}
export const SHOW_TASK = operation<
  { dagRun: { task: TaskDetails | null } | null },
  { id: string; taskId: string; mapIndex: number }
>(`query ShowTask($id: ID!, $taskId: ID!, $mapIndex: Int!) {
  dagRun(id: $id) {
    task(taskId: $taskId, mapIndex: $mapIndex) {
      ...Line
      displayName pool poolSlots priorityWeight queue queuedAt renderedFields pokeCount lastPokeAt note
      attempts { tryNumber attempt outcome startedAt endedAt worker codeVersion error { type message retryable } }
      xcoms { key value sizeBytes createdAt }
      explanation { summary rule upstream blockedBy }
    }
  }
}
${LINE}`);

export interface Explained extends TaskLine {
  readonly explanation: {
    readonly summary: string;
    readonly reason: string;
    readonly rule: string;
    readonly upstream: Readonly<Record<string, number>>;
    readonly blockedBy: readonly string[];
    readonly facts: Readonly<Record<string, unknown>>;
  };
}
export const EXPLAIN_TASK = operation<
  { dagRun: { task: Explained | null } | null },
  { id: string; taskId: string; mapIndex: number }
>(`query ExplainTask($id: ID!, $taskId: ID!, $mapIndex: Int!) {
  dagRun(id: $id) {
    task(taskId: $taskId, mapIndex: $mapIndex) {
      ...Line
      explanation { summary reason rule upstream blockedBy facts }
    }
  }
}
${LINE}`);
