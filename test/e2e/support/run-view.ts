/** A run with all its tasks, as the specs read it. */
export interface RunView {
  id: string;
  dagId: string;
  runId: string;
  type: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'FAILED';
  version: { number: number };
  logicalDate: string | null;
  dataInterval: { start: string; end: string } | null;
  runAfter: string;
  conf: unknown;
  params: unknown;
  note: string | null;
  queuedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  clearNumber: number;
  triggeredBy: { kind: string; name: string };
  workflow: { namespace: string; workflowId: string; runId: string | null } | null;
  stateCounts: { state: string; count: number }[];
  tasks: { nodes: TaskView[]; totalCount: number };
}

export interface TaskView {
  taskId: string;
  mapIndex: number;
  displayName: string | null;
  state: string;
  tryNumber: number;
  maxTries: number;
  operator: string;
  queue: string;
  startedAt: string | null;
  endedAt: string | null;
  nextTryAt: string | null;
  renderedFields: Record<string, unknown> | null;
  attempts: AttemptView[];
  pokeCount: number;
  lastPokeAt: string | null;
  xcoms: { key: string; value: unknown; sizeBytes: number }[];
  explanation: { summary: string; rule: string; blockedBy: string[] };
}

export interface AttemptView {
  tryNumber: number;
  attempt: number;
  outcome: string | null;
  startedAt: string;
  endedAt: string | null;
  worker: string;
  codeVersion: string | null;
  error: { type: string; message: string; stack: string | null; retryable: boolean } | null;
}

export const RUN_FIELDS = `id dagId runId type state version { number } logicalDate dataInterval { start end } runAfter conf params note
  queuedAt startedAt endedAt clearNumber triggeredBy { kind name } workflow { namespace workflowId runId } stateCounts { state count }
  tasks(first: 500) { totalCount nodes { taskId mapIndex displayName state tryNumber maxTries operator queue startedAt endedAt nextTryAt renderedFields
    attempts { tryNumber attempt outcome startedAt endedAt worker codeVersion error { type message stack retryable } }
    pokeCount lastPokeAt xcoms { key value sizeBytes } explanation { summary rule blockedBy } } }`;
