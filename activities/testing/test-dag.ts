import type { Json, JsonObject } from '../../src/domain/json.js';
import { nearest } from '../../src/domain/nearest.js';
import { indexPlan } from '../../src/domain/runs/plan-index.js';
import { planOf } from '../../src/domain/runs/plan-of.js';
import type { TriggeringEvent } from '../../src/domain/templates/index.js';
import { parseDate } from '../../src/domain/time/date.js';
import { isoOf } from '../../src/domain/time/instant.js';
import { builtinOperators } from '../registry/builtin.js';
import { createRegistry, type Registry } from '../registry/registry.js';
import type { Connection, DagInput, OperatorDefinition, TaskHandler } from '../sdk/index.js';
import type { EachInstance, GivenResult } from './given.js';
import { paramsOf, readTestedDag, type TestedDag } from './read-tested-dag.js';
import type { TestedRun } from './tested-run.js';
import { readTestRun, type TestRun } from './test-run.js';
import { VirtualRun } from './virtual-run.js';
import { TestMistake } from './test-mistake.js';

/** An update of an asset; what is left out is empty. */
export interface GivenAssetEvent {
  asset: string;
  extra?: JsonObject;
  partition?: string;
}

export interface TestDagOptions {
  /** What each task comes to, by its full id. */
  results?: Record<string, GivenResult | EachInstance>;
  /** For tasks without a given result: an error that names the task (default), or success without a value. */
  default?: 'error' | 'succeed';
  /** Functions made with `defineTask` by the name that the DAG uses; tasks that call one of them really call it. */
  handlers?: Record<string, TaskHandler>;
  /** Operators of the project, made with `defineOperator`. */
  operators?: OperatorDefinition[];
  /** Types or ids of tasks whose operator is really called, with real files and processes, such as `file.write`. */
  real?: string[];
  params?: JsonObject;
  conf?: JsonObject;
  /** RFC 3339 or a date; null for a run without; default `now`. */
  logicalDate?: string | null;
  /** Default: both ends are the logical date. */
  dataInterval?: { start: string; end: string } | null;
  /** Default `manual`. */
  runType?: 'manual' | 'scheduled' | 'backfill' | 'asset_triggered';
  runId?: string;
  /** Updates of assets that the run was made for, for `triggeringAssets`. */
  triggeringAssets?: readonly GivenAssetEvent[];
  /** The partition of assets that the run is for. */
  partitionKey?: string;
  variables?: Record<string, Json>;
  connections?: Record<string, Partial<Connection>>;
  /** Where the clock starts; RFC 3339 or a date, default 2026-01-01. */
  now?: string;
  /** Turns after which the run counts as endless; default 100 000. A poke takes one. */
  maxSteps?: number;
  /** Folders that `resolvePath` allows to operators that are really called. */
  roots?: string[];
}

/** No pipeline that a test means to play takes more. */
const MOST_STEPS = 100_000;

/**
 * Runs a DAG in this process, on a virtual clock, with the product's own rules: trigger rules, branches, templates, conditions, retries and their
 * delays, pokes, timeouts. No server, no database, no waiting: a month takes milliseconds. Slots, pools, caches, targets and other runs play no part.
 * @param dag text of a YAML or JSON file, or what `defineDag` returned
 * @throws for a DAG or params that would be refused, a task that is reached without a result, and a run that can never end
 */
export async function testDag(dag: string | DagInput, options: TestDagOptions = {}): Promise<TestRun> {
  const registry = registryOf(options);
  const tested = readTestedDag(dag, registry.catalog());
  const start = instantOf(options.now ?? '2026-01-01');
  const run = testedRun(tested, registry, options, start);
  const { dagId, versionNumber, logicalDate } = run.facts;
  const index = indexPlan(planOf(tested.dag, { dagId, versionNumber, logicalDate, allTasks: false }));
  checkNames(run, options);
  const virtual = new VirtualRun(index, run, start);
  await virtual.play(options.maxSteps ?? MOST_STEPS);
  return readTestRun(virtual, index, run);
}

function registryOf({ handlers = {}, operators = [] }: TestDagOptions): Registry {
  const named = Object.entries(handlers).map(([name, handler]) => ({ name, handler, path: 'the test' }));
  return createRegistry({ builtin: builtinOperators, user: { handlers: named, operators, codeVersion: 'test' } });
}

function testedRun({ dag, spec }: TestedDag, registry: Registry, options: TestDagOptions, start: number): TestedRun {
  const conf = { ...options.conf, ...options.params };
  const schedule = spec.schedule ?? null;
  return {
    facts: { ...identityOf(options, dag.id, start), conf, params: paramsOf(spec, conf) },
    timezone: schedule?.timezone ?? 'UTC',
    schedule,
    endDate: spec.endDate ?? null,
    tasks: new Map(dag.tasks.map((task) => [task.id, task])),
    registry,
    results: options.results ?? {},
    real: options.real ?? [],
    succeedByDefault: options.default === 'succeed',
    variables: options.variables ?? {},
    connections: options.connections ?? {},
    roots: options.roots,
    items: new Map(),
    maxMapLength: dag.maxMapLength,
    edges: dag.edges,
    triggeringAssets: (options.triggeringAssets ?? []).map((event) => eventAt(event, start)),
    xcoms: new Map(),
  };
}

const eventAt = ({ asset, extra = {}, partition }: GivenAssetEvent, at: number): TriggeringEvent => ({
  asset,
  extra,
  partition: partition ?? null,
  at: isoOf(at),
  source: null,
});

function identityOf(options: TestDagOptions, dagId: string, start: number) {
  const now = isoOf(start);
  const logicalDate = options.logicalDate === undefined ? now : options.logicalDate;
  const at = logicalDate === null ? null : isoOf(instantOf(logicalDate));
  const interval = options.dataInterval === undefined ? { start: at, end: at } : options.dataInterval;
  return {
    dagRunId: 'test-run',
    dagId,
    runId: options.runId ?? `${options.runType ?? 'manual'}__${now}`,
    type: (options.runType ?? 'manual').toUpperCase(),
    state: 'RUNNING',
    versionNumber: 1,
    logicalDate: at,
    intervalStart: interval?.start ?? null,
    intervalEnd: interval?.end ?? null,
    runAfter: now,
    queuedAt: now,
    startedAt: now,
    clearNumber: 0,
    note: null,
    partitionKey: options.partitionKey ?? null,
    readAt: start,
  };
}

function instantOf(text: string): number {
  const ms = parseDate(text, 'UTC');
  if (ms === null) throw new TestMistake(`"${text}" is no date or RFC 3339 time`);
  return ms;
}

/** A result for a task that does not exist is a mistake that would make a test mean nothing. */
function checkNames({ tasks }: TestedRun, { results = {} }: TestDagOptions): void {
  for (const id of Object.keys(results)) {
    if (tasks.has(id)) continue;
    const hint = nearest(id, [...tasks.keys()]);
    const advice = hint === null ? `it has ${[...tasks.keys()].join(', ')}` : `did you mean "${hint}"?`;
    throw new TestMistake(`"results" names "${id}", and the DAG has no such task: ${advice}`);
  }
}
