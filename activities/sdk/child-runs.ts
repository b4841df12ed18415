import type { Json } from '../../src/domain/json.js';

/** A run of a DAG that a task has triggered. */
export interface ChildRun {
  id: string;
  dagId: string;
  runId: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCESS' | 'FAILED';
}

export interface WantedChild {
  dagId: string;
  conf: Json;
  runId?: string | undefined;
  /** RFC 3339; null for a run without one, left out for now. */
  logicalDate?: string | null | undefined;
}

/** Runs that a try triggers: one for each try, however often it is attempted. */
export interface ChildRuns {
  /** Makes the run, or answers the one that has its run id or logical date already. @throws TaskFailure where it cannot be made */
  trigger(wanted: WantedChild): Promise<{ created: boolean; run: ChildRun }>;
  /** The run that this try has made, null for none. */
  triggered(): Promise<ChildRun | null>;
  run(id: string): Promise<ChildRun | null>;
  /** Clears all tasks of a run that was there already, once for each try; null where it is gone. @throws TaskFailure for the task's own run */
  clear(id: string): Promise<ChildRun | null>;
}
