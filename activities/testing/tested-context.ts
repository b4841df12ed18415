import type { Outlet } from '../../src/domain/assets/outlet-updates.js';
import type { TryKey } from '../../src/domain/runs/task-key.js';
import { memberNamed } from '../../src/domain/dag/index.js';
import { dagRunJson } from '../engine/context/dag-run-json.js';
import { nextRunAfter } from '../engine/context/next-run-after.js';
import { TaskFailure } from '../sdk/index.js';
import { testContext, type TestContext } from '../sdk/testing/index.js';
import {
  type Asker,
  connectionOf,
  itemOf,
  noConnection,
  noTask,
  noVariable,
  type TestedRun,
  variableOf,
  xcomOf,
} from './tested-run.js';

/** When and for which try a context is made; times in ms of the virtual clock. */
export interface Moment extends TryKey {
  poke: number;
  waitingSince: number;
  now: number;
  /** The task's outlets, templates rendered. */
  outlets?: readonly Outlet[];
}

/** The context of one body: real processes and files, the virtual clock, and what the test gave. */
export function testedContext(run: TestedRun, moment: Moment): TestContext {
  const { facts, roots } = run;
  const { params, conf } = facts;
  const { taskId, mapIndex, tryNumber, poke, waitingSince, now, outlets = [] } = moment;
  const item = itemOf(run, moment);
  const given = { taskId, mapIndex, tryNumber, poke, waitingSince, ...factsOf(run), params, conf };
  return {
    ...testContext({ ...given, outlets, now: () => now, ...(roots === undefined ? {} : { roots }) }),
    ...lookups(run, moment),
    map: item,
    celScope: { params, conf, dagRun: dagRunJson(facts), map: item ?? {} },
  };
}

function factsOf(run: TestedRun) {
  const { dagId, dagRunId, runId, type, logicalDate, intervalStart: start, intervalEnd: end } = run.facts;
  const dataInterval = start === null || end === null ? null : { start, end };
  const names = { dagId, dagRunId, runId, runType: type.toLowerCase() };
  return { ...names, logicalDate, dataInterval, nextRunAfter: nextRunAfter(run, run.facts) };
}

const final = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

function lookups(run: TestedRun, asker: Asker) {
  return {
    connection: async (id: string) => {
      const found = connectionOf(run, id);
      if (found === null) throw final('UnknownConnection', noConnection(id));
      return found;
    },
    variable: async (name: string) => {
      const value = variableOf(run, name);
      if (value === undefined) throw final('UnknownVariable', noVariable(name));
      return value;
    },
    xcom: async (name: string, key?: string) => {
      const value = xcomOf(run, asker, name, key === undefined ? {} : { key });
      if (value === undefined) throw final('UnknownTask', noTask(name));
      return value;
    },
    member: (name: string) => memberNamed(run.tasks, run.tasks.get(asker.taskId)?.group ?? null, name),
  };
}
