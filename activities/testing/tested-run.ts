import { type CompiledEdge, type CompiledTask, idsOfName } from '../../src/domain/dag/index.js';
import type { NormalizedSchedule } from '../../src/domain/schedule/schedule.js';
import type { Json, JsonObject } from '../../src/domain/json.js';
import type { TriggeringEvent } from '../../src/domain/templates/index.js';
import type { TryKey } from '../../src/domain/runs/task-key.js';
import type { RunFactsRow } from '../engine/context/run-facts.sql.js';
import type { Registry } from '../registry/registry.js';
import type { Connection } from '../sdk/index.js';
import type { EachInstance, GivenResult } from './given.js';

export const RETURN_VALUE = 'return_value';

/** What the run under test is and knows, for its tasks: facts that do not change, and the XComs so far. */
export interface TestedRun {
  facts: RunFactsRow;
  timezone: string;
  schedule: NormalizedSchedule | null;
  endDate: string | null;
  tasks: ReadonlyMap<string, CompiledTask>;
  registry: Registry;
  results: Readonly<Record<string, GivenResult | EachInstance>>;
  /** Types and ids of tasks whose operators are really called. */
  real: readonly string[];
  succeedByDefault: boolean;
  variables: Readonly<Record<string, Json>>;
  connections: Readonly<Record<string, Partial<Connection>>>;
  roots: string[] | undefined;
  /** Items of what is mapped, by its id. */
  items: Map<string, JsonObject[]>;
  maxMapLength: number;
  /** Conditions of edges. */
  edges: readonly CompiledEdge[];
  /** What the run was made for. */
  triggeringAssets: readonly TriggeringEvent[];
  /** By `task/mapIndex`: values by key. */
  xcoms: Map<string, JsonObject>;
}

export const instanceKey = (taskId: string, mapIndex: number): string => `${taskId}/${mapIndex}`;

/** The task instance that asks. */
export interface Asker extends Pick<TryKey, 'taskId' | 'mapIndex'> {
  /** Where the names that it uses are looked for first; absent: in its own group. */
  group?: string | null;
}

/**
 * The value of a task by the name that the asker knows it under: inside a group the group's own first. Of a mapped task the list of all its
 * instances' values, or that of the same instance where both are mapped together. Null where there is no such value; undefined: no such task.
 */
export function xcomOf(
  run: TestedRun,
  asker: Asker,
  name: string,
  { key = RETURN_VALUE, mapIndexes = null }: { key?: string; mapIndexes?: readonly number[] | null } = {},
): Json | undefined {
  const { group = run.tasks.get(asker.taskId)?.group ?? null } = asker;
  const source = taskNamed(run.tasks, group, name);
  if (source === null) return undefined;
  const valueOf = (mapIndex: number): Json | undefined => run.xcoms.get(instanceKey(source.id, mapIndex))?.[key];
  const by = source.expansion?.id;
  if (by === undefined) return valueOf(-1) ?? null;
  const own = run.tasks.get(asker.taskId)?.expansion?.id;
  if (own === by && asker.mapIndex >= 0 && mapIndexes === null) return valueOf(asker.mapIndex) ?? null;
  const [only, ...more] = mapIndexes ?? [];
  if (only !== undefined && more.length === 0) return valueOf(only) ?? null;
  const indexes = mapIndexes ?? (run.items.get(by) ?? []).keys();
  return [...indexes].map(valueOf).filter((value) => value !== undefined);
}

function taskNamed(tasks: TestedRun['tasks'], group: string | null, name: string): CompiledTask | null {
  const id = idsOfName(group, name).find((each) => tasks.has(each));
  return tasks.get(id ?? '') ?? null;
}

/** What a mapped instance is about; null for others. */
export const itemOf = ({ tasks, items }: TestedRun, { taskId, mapIndex }: Asker): JsonObject | null =>
  mapIndex < 0 ? null : (items.get(tasks.get(taskId)?.expansion?.id ?? '')?.[mapIndex] ?? null);

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
