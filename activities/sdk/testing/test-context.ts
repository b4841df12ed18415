import { tmpdir } from 'node:os';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import type { AddedUpdate, Outlet } from '../../../src/domain/assets/outlet-updates.js';
import { TaskFailure } from '../failures.js';
import { OutletCollector } from '../outlet-collector.js';
import type { OutletEvent } from '../outlet-events.js';
import type { Connection, TaskContext } from '../task-context.js';
import { recordingLogger, type LogLine } from './recording-logger.js';
import { resolveUnderRoots } from './resolve-under-roots.js';
import { spawnProcess } from './spawn-process.js';

export interface TestContextOptions extends Partial<
  Pick<
    TaskContext,
    | 'dagId'
    | 'dagRunId'
    | 'runId'
    | 'taskId'
    | 'mapIndex'
    | 'tryNumber'
    | 'attempt'
    | 'poke'
    | 'waitingSince'
    | 'idempotencyKey'
    | 'logicalDate'
    | 'dataInterval'
    | 'runType'
    | 'nextRunAfter'
    | 'params'
    | 'conf'
    | 'lastHeartbeat'
    | 'now'
    | 'waits'
    | 'children'
    | 'externalRuns'
  >
> {
  /** What `connection(id)` gives; members left out are null. */
  connections?: Record<string, Partial<Connection>>;
  variables?: Record<string, Json>;
  /** Results of other tasks by id: `{ fetch: 1 }` is the task's `return_value`. */
  results?: Record<string, Json>;
  /** XComs with other keys, by `task/key`. */
  xcoms?: Record<string, Json>;
  /** The element of a mapped task, as `map` in CEL. */
  map?: JsonObject;
  /** Tasks and groups of the DAG; left out: whatever is named. */
  members?: readonly string[];
  /** The task's outlets, templates rendered. */
  outlets?: readonly Outlet[];
  /** Folders that `resolvePath` allows; the first is where relative paths start. Default: the system's temporary folder. */
  roots?: string[];
  /** Time between TERM and KILL of a spawned process after `abort`. */
  graceMs?: number;
}

export interface TestContext extends TaskContext {
  /** Everything that was logged, in order. */
  readonly lines: LogLine[];
  /** Details of every heartbeat, in order. */
  readonly heartbeats: Json[];
  /** What the task's success would update. */
  updates(): OutletEvent[];
  /** Cancels the task, as a person or a timeout would. */
  abort(reason?: Error): void;
}

/** A TaskContext with real processes and files, and everything else from memory: for specs of operators and handlers. */
export function testContext(options: TestContextOptions = {}): TestContext {
  const control = new AbortController();
  const log = recordingLogger();
  const heartbeats: Json[] = [];
  const outletEvents = new OutletCollector(options.outlets ?? []);
  return {
    ...identity(options),
    ...lookups(options),
    ...scope(options),
    member: (name) => (options.members?.includes(name) === false ? null : name),
    logger: log.logger,
    lines: log.lines,
    heartbeats,
    outletEvents,
    updates: () => outletEvents.updates().map(eventOf),
    signal: control.signal,
    abort: (reason = new TaskFailure('Cancelled', 'cancelled by the test', { retryable: false })) =>
      control.abort(reason),
    heartbeat: (details = null) => void heartbeats.push(details),
    map: options.map ?? null,
    lastHeartbeat: options.lastHeartbeat ?? null,
    spawn: (request) => spawnProcess(request, control.signal, options.graceMs ?? 10_000),
    resolvePath: (path) => resolveUnderRoots(path, options.roots ?? [tmpdir()]),
    ...(options.children === undefined ? {} : { children: options.children }),
    ...(options.externalRuns === undefined ? {} : { externalRuns: options.externalRuns }),
    ...(options.waits === undefined ? {} : { waits: options.waits }),
    now: options.now ?? (() => Date.now()),
  };
}

const eventOf = ({ asset, extra, partition, alias }: AddedUpdate): OutletEvent => ({
  asset,
  extra,
  ...(partition === null ? {} : { partition }),
  ...(alias === null ? {} : { alias }),
});

function identity(options: TestContextOptions) {
  const { dagId = 'test_dag', dagRunId = 'test-run', taskId = 'task', mapIndex = -1, tryNumber = 1 } = options;
  return {
    dagId,
    dagRunId,
    runId: options.runId ?? 'manual__test',
    taskId,
    mapIndex,
    tryNumber,
    attempt: options.attempt ?? 1,
    poke: options.poke ?? 0,
    waitingSince: options.waitingSince ?? (options.now ?? Date.now)(),
    idempotencyKey: options.idempotencyKey ?? `${dagRunId}/${taskId}/${mapIndex}/${tryNumber}`,
    logicalDate: options.logicalDate ?? null,
    dataInterval: options.dataInterval ?? null,
    runType: options.runType ?? 'manual',
    nextRunAfter: options.nextRunAfter ?? null,
  };
}

function scope(options: TestContextOptions) {
  const { params = {}, conf = {}, map = {} } = options;
  const dagRun = { id: options.dagRunId ?? 'test-run', runId: options.runId ?? 'manual__test' };
  return { params, conf, celScope: { params, conf, dagRun, map } };
}

function lookups({ connections = {}, variables = {}, results = {}, xcoms = {} }: TestContextOptions) {
  const all: Record<string, Json> = { ...xcoms };
  for (const [task, value] of Object.entries(results)) all[`${task}/return_value`] = value;
  return {
    connection: async (id: string): Promise<Connection> => ({
      ...emptyConnection(id),
      ...found(connections, id, 'connection'),
    }),
    variable: async (name: string): Promise<Json> => found(variables, name, 'variable'),
    xcom: async (task: string, key = 'return_value'): Promise<Json> => found(all, `${task}/${key}`, 'xcom'),
  };
}

function found<V>(values: Record<string, V>, name: string, what: string): V {
  if (Object.hasOwn(values, name)) return values[name] as V;
  throw new TaskFailure('NotFound', `the test gives no ${what} "${name}"`, { retryable: false });
}

const emptyConnection = (id: string): Connection => ({
  id,
  type: 'generic',
  host: null,
  port: null,
  database: null,
  login: null,
  password: null,
  extra: {},
});
