import type { TriggerRule } from './trigger-rule.js';

/** What the run needs to know of a task: no `with`, no templates, so that a plan of 10 000 tasks stays small. */
export interface PlanTask {
  id: string;
  upstream: string[];
  rule: TriggerRule;
  /** Completes without an activity (operator `empty`). */
  empty: boolean;
  /** Waits for people (operator `approval`). */
  awaitsInput?: boolean;
  queue: string;
  retries: number;
  retryDelayMs: number;
  retryBackoff: number;
  maxRetryDelayMs: number;
  retryOn?: string[];
  noRetryOn?: string[];
  /** Full id of the group that the task stands in, null at the top. */
  group: string | null;
  /** From the run's start to the deadline; see deadlines.ts. */
  slaMs?: number;
  setup?: boolean;
  teardown?: { setups: string[]; onFailureFailRun: boolean };
  /** `by`: what is mapped, the task itself or a group around it. `inputs`: the tasks whose results it is mapped over. */
  mapped?: { by: string; inputs: string[] };
  /** Upstream tasks whose edge has a condition. */
  conditional?: string[];
  dependsOnPast?: boolean;
  /** Open tickets of its instances at a time. */
  maxActivePerRun?: number;
  /** Own weight, 1 where absent. */
  priorityWeight?: number;
  weightRule?: 'upstream' | 'absolute';
  /** Pool, `default` where absent. */
  pool?: string;
  /** 1 where absent. */
  poolSlots?: number;
  /** Open tickets of this task id at a time, over all runs of the DAG. */
  maxActivePerDag?: number;
}

/** A DAG version as the run interprets it; a pure function of the version, so that replay never depends on code elsewhere. */
export interface RunPlan {
  dagId: string;
  versionNumber: number;
  logicalDate: string | null;
  runState: 'leaves' | 'anyFailure';
  dagrunTimeoutMs: number | null;
  /** Open tickets of the run at a time. */
  maxActiveTasks?: number;
  failFast?: boolean;
  tasks: PlanTask[];
}
