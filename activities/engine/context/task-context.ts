import type { Json, JsonObject } from '../../../src/domain/json.js';
import { ticketKey } from '../../../src/domain/runs/task-key.js';
import type { TimetableParts } from '../../../src/domain/schedule/timetable.js';
import {
  type ChildRuns,
  type ExternalRuns,
  type OutletEvents,
  type ProcessRequest,
  type ProcessResult,
  type TaskContext,
  type TaskLogger,
  type Waits,
} from '../../sdk/index.js';
import type { Begun } from '../attempt/begin.js';
import { dagRunJson } from './dag-run-json.js';
import { type Lookups, unknownConnection, unknownTask, unknownVariable } from './lookups.js';
import { nextRunAfter } from './next-run-after.js';
import { intervalOf } from './render-with.js';
import { resolvePath } from './resolve-path.js';
import type { TaskFacts } from './task-facts.js';

export interface ContextDeps {
  begun: Begun;
  facts: TaskFacts;
  lookups: Lookups;
  /** What a mapped instance is about. */
  item: JsonObject | null;
  logger: TaskLogger;
  signal: AbortSignal;
  fileRoots: readonly string[];
  /** What the schedule of the run's version names. */
  scheduleParts: TimetableParts;
  lastHeartbeat: Json;
  waits: Waits;
  children: ChildRuns;
  externalRuns: ExternalRuns;
  outletEvents: OutletEvents;
  heartbeat(details: Json): void;
  spawn(request: ProcessRequest): Promise<ProcessResult>;
}

/** What user code and operators get for one attempt or one poke. */
export function taskContext(deps: ContextDeps): TaskContext {
  const { signal, logger, lastHeartbeat, heartbeat, fileRoots, waits, children, externalRuns, outletEvents } = deps;
  return {
    ...identity(deps),
    ...scope(deps),
    ...lookups(deps.lookups),
    logger,
    signal,
    lastHeartbeat,
    waits,
    children,
    externalRuns,
    outletEvents,
    heartbeat: (details = null) => heartbeat(details),
    spawn: (request) => deps.spawn(request),
    resolvePath: (path) => resolvePath(path, fileRoots),
    now: () => Date.now(),
  };
}

function identity({ begun, facts: { run, version }, scheduleParts }: ContextDeps) {
  const { ref, attempt, waitingSince, at } = begun;
  return {
    dagId: run.dagId,
    dagRunId: ref.dagRunId,
    runId: run.runId,
    taskId: ref.taskId,
    mapIndex: ref.mapIndex,
    tryNumber: ref.tryNumber,
    attempt,
    poke: ref.poke,
    waitingSince: waitingSince ?? at,
    idempotencyKey: ticketKey(ref),
    logicalDate: run.logicalDate,
    dataInterval: intervalOf(run),
    runType: run.type.toLowerCase(),
    nextRunAfter: nextRunAfter(version, run, scheduleParts),
  };
}

function scope({ facts: { run }, item }: ContextDeps) {
  const { params, conf } = run;
  return { params, conf, map: item, celScope: { params, conf, dagRun: dagRunJson(run), map: item ?? {} } };
}

function lookups(ask: Lookups) {
  return {
    connection: async (id: string) => {
      const found = await ask.connection(id);
      if (found === null) throw unknownConnection(id);
      return found;
    },
    variable: async (name: string) => {
      const found = await ask.variable(name);
      if (found === null) throw unknownVariable(name);
      return found.value;
    },
    xcom: async (name: string, key = 'return_value') => {
      const task = ask.task(name);
      if (task === null) throw unknownTask(name);
      return ask.xcom(task, key, null);
    },
    member: (name: string) => ask.member(name),
  };
}
