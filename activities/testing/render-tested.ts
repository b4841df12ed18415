import type { CompiledTask } from '../../src/domain/dag/index.js';
import type { TryKey } from '../../src/domain/runs/task-key.js';
import type { TemplateFacts, TemplateLookups } from '../../src/domain/templates/index.js';
import { dagRunJson } from '../engine/context/dag-run-json.js';
import { renderFields, type Rendered, taskJson } from '../engine/context/render-fields.js';
import { connectionOf, noConnection, noTask, noVariable, type TestedRun, variableOf, xcomOf } from './tested-run.js';

/** Renders a task's `with` as a worker does, with the test's variables, connections and results. @throws TemplateError */
export const renderTested = (run: TestedRun, task: CompiledTask, key: TryKey): Promise<Rendered> =>
  renderFields({
    task,
    untemplated: run.registry.operator(task.type)?.untemplated ?? [],
    lookups: lookupsOf(run),
    facts: () => factsOf(run, task, key),
    onSecret: () => undefined,
  });

function factsOf({ facts, timezone }: TestedRun, task: CompiledTask, { tryNumber, mapIndex }: TryKey): TemplateFacts {
  const { dagId, runId, logicalDate, params, conf, intervalStart: start, intervalEnd: end } = facts;
  return {
    dagId,
    runId,
    dagRun: dagRunJson(facts),
    logicalDate,
    dataInterval: start === null || end === null ? null : { start, end },
    task: taskJson(task),
    tryNumber,
    params,
    conf,
    map: null,
    mapIndex: mapIndex < 0 ? null : mapIndex,
    prev: { successfulDataInterval: null },
    triggeringAssets: [],
    timezone,
  };
}

const lookupsOf = (run: TestedRun): TemplateLookups => ({
  xcom: async (taskId, key) =>
    run.tasks.has(taskId) ? { ok: true, value: xcomOf(run, taskId, key) } : { ok: false, message: noTask(taskId) },
  variable: async (name) => {
    const value = variableOf(run, name);
    return value === undefined ? { ok: false, message: noVariable(name) } : { ok: true, value, secrets: [] };
  },
  connection: async (id) => {
    const found = connectionOf(run, id);
    if (found === null) return { ok: false, message: noConnection(id) };
    return { ok: true, value: { ...found, schema: found.database }, secrets: [] };
  },
});
