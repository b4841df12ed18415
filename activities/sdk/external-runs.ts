import type { AwaitedPart } from '../../src/domain/external/judge-awaited.js';

/** What a task waits for in another run. */
export interface AwaitedTarget {
  dagId: string;
  /** The run's id, or its logical date (RFC 3339) with what is taken from it (ms). */
  by: { runId: string } | { logicalDate: string; offsetMs: number };
  /** Tasks, or all tasks of a group; null: the run itself. */
  part: { tasks: readonly string[] } | { group: string } | null;
}

/** The run with what is waited for in it: itself, or its tasks. */
export interface AwaitedRun {
  id: string;
  dagId: string;
  runId: string;
  parts: AwaitedPart[];
}

/** Runs of DAGs that others have triggered. */
export interface ExternalRuns {
  /** Says how the run stands, null where there is none yet. From then on the try's next poke comes as soon as what it waits for has ended. */
  watch(target: AwaitedTarget): Promise<AwaitedRun | null>;
  /** What of the target the latest version of the DAG does not have, for people; null where it has all. */
  missing(target: AwaitedTarget): Promise<string | null>;
  /** The task's `softFail`. */
  soft: boolean;
}
