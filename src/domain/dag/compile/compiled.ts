import type { JsonObject } from '../../json.js';
import type { TriggerRule } from '../../runs/trigger-rule.js';
import type { CompiledDeadline } from '../../deadlines/deadline.js';
import type { NormalizedDag, NormalizedOptions, NormalizedTask } from '../normalized.js';

export type Notify = NonNullable<NormalizedDag['notify']>;

/** What a task updates when it succeeds: the asset, or those that it names by way of the alias. Strings in `extra` and `partition` are templates. */
export type TaskOutlet = NonNullable<NormalizedOptions['outlets']>[number];

/** `to` waits for `from`. */
export interface CompiledEdge {
  from: string;
  to: string;
  label: string | null;
  /** CEL; false counts as a skipped upstream. */
  when: string | null;
}

/** A task with every key filled in: groups flattened, `defaultArgs` and defaults applied, durations in milliseconds. */
export interface CompiledTask {
  /** Full id, `extract.orders`. */
  id: string;
  type: string;
  /** Full id of the group that it stands in, null at the top. */
  group: string | null;
  with: JsonObject;
  /** Full ids in topological order, each once. */
  upstream: string[];
  triggerRule: TriggerRule;
  owner: string | null;
  retries: number;
  retryDelayMs: number;
  retryBackoff: number;
  maxRetryDelayMs: number;
  /** Empty: every error type is tried again. */
  retryOn: string[];
  noRetryOn: string[];
  executionTimeoutMs: number | null;
  pool: string;
  poolSlots: number;
  priorityWeight: number;
  weightRule: 'downstream' | 'upstream' | 'absolute';
  queue: string;
  dependsOnPast: boolean;
  waitForDownstream: boolean;
  maxActivePerDag: number | null;
  maxActivePerRun: number | null;
  /** RFC 3339 in UTC. */
  startDate: string | null;
  endDate: string | null;
  /** Sensors. */
  pokeIntervalMs: number;
  pokeBackoff: number;
  timeoutMs: number;
  softFail: boolean;
  xcom: { push: boolean; maxBytes: number | null };
  inlets: string[];
  outlets: TaskOutlet[];
  slaMs: number | null;
  /** Its own, or what `defaultArgs` gives; its groups and the DAG add theirs. */
  notify: Notify;
  setup: boolean;
  /** `setups`: full ids; null for a task that is no teardown. */
  teardown: { setups: string[]; onFailureFailRun: boolean } | null;
  /** Mapped itself, or in a mapped group. */
  mapped: boolean;
  /** What is mapped, this task or a group around it, and the tasks whose results it is mapped over; null for a task that is not mapped. */
  expansion: Expansion | null;
  /** What of its results is mapped over as it is; none where the task is mapped itself. */
  mappedResults: MappedResult[];
  mapIndexTemplate: string | null;
  cache: NonNullable<NormalizedTask['cache']> | null;
  target: NonNullable<NormalizedTask['target']> | null;
  doc: string | null;
  displayName: string | null;
}

export interface Expansion {
  id: string;
  /** Full id of the group in which it stands, null at the top: there its templates look for the tasks that they name. */
  group: string | null;
  map: NonNullable<NormalizedTask['map']>;
  inputs: string[];
}

/** An XCom over which something is mapped without anything done to it: whether it can be is known when it is pushed. */
export interface MappedResult {
  key: string;
  /** Full id of the task or group that is mapped over it. */
  by: string;
  /** Greatest number of items. */
  most: number;
}

export interface CompiledGroup {
  id: string;
  /** Full id of the group around it. */
  parent: string | null;
  tooltip: string | null;
  /** Told of every task in it. */
  notify: Notify;
}

/** A DAG as it runs: a pure function of the normalised content. */
export interface CompiledDag {
  id: string;
  /** Topological order. */
  tasks: CompiledTask[];
  /** In the order of `to`, then of `from`. */
  edges: CompiledEdge[];
  groups: CompiledGroup[];
  /** Every task's owner once, sorted. */
  owners: string[];
  runState: 'leaves' | 'anyFailure';
  dagrunTimeoutMs: number | null;
  maxActiveRuns: number;
  maxActiveTasks: number | null;
  maxMapLength: number;
  failFast: boolean;
  notify: Notify;
  deadlines: CompiledDeadline[];
}
