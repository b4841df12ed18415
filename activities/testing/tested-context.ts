import type { TryKey } from '../../src/domain/runs/task-key.js';
import { dagRunJson } from '../engine/context/dag-run-json.js';
import { nextRunAfter } from '../engine/context/next-run-after.js';
import { TaskFailure } from '../sdk/index.js';
import { testContext, type TestContext } from '../sdk/testing/index.js';
import { connectionOf, noConnection, noTask, noVariable, type TestedRun, variableOf, xcomOf } from './tested-run.js';

/** When and for which try a context is made; times in ms of the virtual clock. */
export interface Moment extends TryKey {
  poke: number;
  waitingSince: number;
  now: number;
}

/** The context of one body: real processes and files, the virtual clock, and what the test gave. */
export function testedContext(
  run: TestedRun,
  { taskId, mapIndex, tryNumber, poke, waitingSince, now }: Moment,
): TestContext {
  const { facts, roots } = run;
  const { dagId, dagRunId, runId, logicalDate, params, conf, intervalStart: start, intervalEnd: end } = facts;
  const dataInterval = start === null || end === null ? null : { start, end };
  const given = {
    runType: facts.type.toLowerCase(),
    nextRunAfter: nextRunAfter(run, facts),
    dagId,
    dagRunId,
    runId,
    taskId,
    mapIndex,
    tryNumber,
    poke,
    waitingSince,
    logicalDate,
    dataInterval,
    params,
    conf,
    ...(roots === undefined ? {} : { roots }),
  };
  return {
    ...testContext({ ...given, now: () => now }),
    ...lookups(run),
    celScope: { params, conf, dagRun: dagRunJson(facts), map: {} },
  };
}

const final = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

function lookups(run: TestedRun) {
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
    xcom: async (taskId: string, key?: string) => {
      if (!run.tasks.has(taskId)) throw final('UnknownTask', noTask(taskId));
      return xcomOf(run, taskId, key ?? 'return_value');
    },
  };
}
