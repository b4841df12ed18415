import type { CompiledTask } from '../../src/domain/dag/index.js';
import type { NormalizedSchedule } from '../../src/domain/schedule/schedule.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import type { RunFactsRow } from '../engine/context/run-facts.sql.js';
import type { Registry } from '../registry/registry.js';
import type { Connection } from '../sdk/index.js';
import type { GivenResult } from './given.js';

export const RETURN_VALUE = 'return_value';

/** What the run under test is and knows, for its tasks: facts that do not change, and the XComs so far. */
export interface TestedRun {
  facts: RunFactsRow;
  timezone: string;
  schedule: NormalizedSchedule | null;
  endDate: string | null;
  tasks: ReadonlyMap<string, CompiledTask>;
  registry: Registry;
  results: Readonly<Record<string, GivenResult>>;
  /** Types and ids of tasks whose operators are really called. */
  real: readonly string[];
  succeedByDefault: boolean;
  variables: Readonly<Record<string, Json>>;
  connections: Readonly<Record<string, Partial<Connection>>>;
  roots: string[] | undefined;
  /** By `task/mapIndex`: values by key. */
  xcoms: Map<string, JsonObject>;
}

export const instanceKey = (taskId: string, mapIndex: number): string => `${taskId}/${mapIndex}`;

/** Null where the task pushed no such value. */
export const xcomOf = ({ xcoms }: TestedRun, taskId: string, key: string): Json =>
  xcoms.get(instanceKey(taskId, -1))?.[key] ?? null;

/** What `connection(id)` gives, null where the test has none of that name. */
export function connectionOf({ connections }: TestedRun, id: string): Connection | null {
  const given = Object.hasOwn(connections, id) ? connections[id] : undefined;
  if (given === undefined) return null;
  const empty = { type: 'generic', host: null, port: null, database: null, login: null, password: null, extra: {} };
  return { id, ...empty, ...given };
}

/** Undefined where the test has none of that name. */
export const variableOf = ({ variables }: TestedRun, name: string): Json | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

export const noVariable = (name: string): string =>
  `there is no variable "${name}": give it under "variables" of testDag`;
export const noConnection = (id: string): string =>
  `there is no connection "${id}": give it under "connections" of testDag`;
export const noTask = (id: string): string => `xcom: this DAG has no task "${id}"`;
