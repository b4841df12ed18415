import type { JsonObject } from '../../json.js';

export interface IntervalFacts {
  /** ISO 8601 instants. */
  readonly start: string;
  readonly end: string;
}

/** An update of an asset that a run was made for. */
export interface TriggeringEvent {
  readonly asset: string;
  readonly extra: JsonObject;
  readonly partition: string | null;
  /** ISO 8601. */
  readonly at: string;
  /** The try that made it; null where a person or a watcher did. */
  readonly source: {
    readonly dagId: string;
    readonly dagRunId: string;
    readonly runId: string;
    readonly taskId: string;
    readonly mapIndex: number;
    readonly tryNumber: number;
  } | null;
}

/** What a template may know of its task instance, as plain data. */
export interface TemplateFacts {
  readonly dagId: string;
  readonly runId: string;
  /** Fields of the run, such as state and runType. */
  readonly dagRun: JsonObject;
  /** ISO 8601; null for a run without: ds, ts and the like are then undefined. */
  readonly logicalDate: string | null;
  readonly dataInterval: IntervalFacts | null;
  /** Fields of the task; `id` is its id. */
  readonly task: JsonObject & { id: string };
  readonly tryNumber: number;
  readonly params: JsonObject;
  readonly conf: JsonObject;
  /** The element of a mapped instance; null for others. */
  readonly map: JsonObject | null;
  readonly mapIndex: number | null;
  /** Of the last successful runs before this one; null where there is none. */
  readonly prev: {
    /** By data interval. */
    readonly successfulDataInterval: IntervalFacts | null;
    /** By logical date: when it started and ended. */
    readonly successfulRun: IntervalFacts | null;
  } | null;
  readonly triggeringAssets: readonly TriggeringEvent[];
  /** The partition of assets that the run is for; null for most runs. */
  readonly partitionKey?: string | null;
  /** What stands for the address that completes the task, until it is sent; null for tasks that have none. */
  readonly callback?: { readonly url: string } | null;
  /** IANA name of the schedule's zone, `dag.timezone`; dates themselves are in UTC, as in Airflow. */
  readonly timezone: string;
}
