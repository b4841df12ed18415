import type { TriggerRule } from '../runs/trigger-rule.js';
import type { NormalizedOptions } from './normalized.js';

/** What a task has when neither it nor a `defaultArgs` says otherwise, in normalised form. Source: the DAG format, "Defaults". */
export const TASK_DEFAULTS = {
  owner: null,
  triggerRule: 'all_success' as TriggerRule,
  retries: 0,
  retryDelay: 'PT5M',
  retryBackoff: 1,
  maxRetryDelay: 'P1D',
  retryOn: [],
  noRetryOn: [],
  executionTimeout: null,
  pool: 'default',
  poolSlots: 1,
  priorityWeight: 1,
  weightRule: 'downstream',
  queue: 'default',
  dependsOnPast: false,
  waitForDownstream: false,
  maxActivePerDag: null,
  maxActivePerRun: null,
  startDate: null,
  endDate: null,
  pokeInterval: 'PT1M',
  pokeBackoff: 1,
  timeout: 'P7D',
  softFail: false,
  xcom: {},
  inlets: [],
  outlets: [],
  sla: null,
  notify: {},
} as const satisfies EveryOption;

/** What a DAG has when it does not say otherwise, in normalised form. */
export const DAG_DEFAULTS = {
  description: null,
  docMd: null,
  tags: [],
  paused: false,
  schedule: null,
  startDate: null,
  endDate: null,
  catchup: false,
  maxActiveRuns: 16,
  maxActiveTasks: null,
  maxMapLength: 100_000,
  dagrunTimeout: null,
  failFast: false,
  runState: 'leaves',
  maxConsecutiveFailedRuns: 0,
  params: {},
  defaultArgs: {},
  notify: {},
  deadlines: [],
  tasks: {},
  groups: {},
} as const;

/** Defaults of the keys that only a group has. */
export const GROUP_DEFAULTS = { defaultArgs: {}, upstream: [], notify: {}, tasks: {}, groups: {} } as const;

/** Defaults of the keys that only a task has. */
export const TASK_OWN_DEFAULTS = { with: {}, upstream: [], setup: false } as const;

/** Keys that mean something to sensors only. */
export const SENSOR_KEYS = ['pokeInterval', 'pokeBackoff', 'timeout', 'softFail'] as const;

type Widened<T> = T extends readonly (infer I)[] ? readonly I[] : T;
type EveryOption = { [K in keyof Required<NormalizedOptions>]: Widened<Exclude<NormalizedOptions[K], undefined>> };
/** A task's options with nothing left to inherit. */
export type ResolvedOptions = EveryOption;
