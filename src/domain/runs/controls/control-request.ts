/** Which task instances a control is about. Resolved when the run judges the control, so that what happened before counts. */
export interface Selection {
  /** Ids of tasks or groups; null: every task. */
  taskIds: string[] | null;
  /** Of the named tasks that are mapped; null: every instance. */
  mapIndexes: number[] | null;
  upstream: boolean;
  downstream: boolean;
  /** Leave out what is neither failed nor upstream_failed. */
  onlyFailed: boolean;
  /** Of the named tasks those only that have failed; what upstream and downstream add is not asked for its state. */
  fromFailed?: boolean;
}

export type SettableState = 'success' | 'failed' | 'skipped';

/**
 * What a person asks of a run (ARCHITECTURE decision 12). It stands in rows and events: kinds are added, never changed.
 * `by`: the try of triggerDag that clears the run; once, however often it is attempted.
 */
export type ControlRequest =
  | { kind: 'setRunState'; state: 'success' | 'failed' | 'queued' }
  | { kind: 'clearTasks'; select: Selection; by?: string }
  | { kind: 'setTaskState'; select: Selection; state: SettableState }
  | { kind: 'retryTask'; taskId: string; mapIndex: number | null }
  | { kind: 'skipTask'; taskId: string; mapIndex: number | null }
  | { kind: 'pauseRun' }
  | { kind: 'resumeRun' }
  | { kind: 'setNote'; taskId: string | null; mapIndex: number; note: string | null };

/** All that there is in a run. */
export const EVERYTHING: Selection = {
  taskIds: null,
  mapIndexes: null,
  upstream: false,
  downstream: false,
  onlyFailed: false,
};

/** One task's instances: all of them, or the one with the map index. */
export const oneTask = (taskId: string, mapIndex: number | null): Selection => ({
  taskIds: [taskId],
  mapIndexes: mapIndex === null ? null : [mapIndex],
  upstream: false,
  downstream: false,
  onlyFailed: false,
});
