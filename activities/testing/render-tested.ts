import type { Outlet } from '../../src/domain/assets/outlet-updates.js';
import type { CompiledTask } from '../../src/domain/dag/index.js';
import type { TryKey } from '../../src/domain/runs/task-key.js';
import {
  airflowScope,
  type TemplateFacts,
  type TemplateLookups,
  type TemplateScope,
} from '../../src/domain/templates/index.js';
import { CALLBACK_URL } from '../sdk/callback-url.js';
import { outletOf, templatedOf } from '../engine/assets/rendered-outlet.js';
import { dagRunJson } from '../engine/context/dag-run-json.js';
import { renderFields, type Rendered, taskJson } from '../engine/context/render-fields.js';
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

/** Renders a task's `with` as a worker does, with the test's variables, connections and results. @throws TemplateError */
export const renderTested = (run: TestedRun, task: CompiledTask, key: TryKey): Promise<Rendered> =>
  renderFields({
    task,
    untemplated: run.registry.operator(task.type)?.untemplated ?? [],
    lookups: lookupsOf(run, key),
    facts: () => factsOf(run, task, key),
    onSecret: () => undefined,
  });

/** The task's outlets as their templates come out. @throws TemplateError, BadOutlet */
export async function renderOutlets(run: TestedRun, task: CompiledTask, key: TryKey): Promise<Outlet[]> {
  if (task.outlets.length === 0) return [];
  const given = { ...task, with: Object.fromEntries(task.outlets.map(templatedOf)) };
  const { params } = await renderTested(run, given, key);
  return task.outlets.map((outlet, i) => outletOf(outlet, params[i]));
}

function factsOf(run: TestedRun, task: CompiledTask, { tryNumber, mapIndex }: TryKey): TemplateFacts {
  const { facts, timezone } = run;
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
    map: itemOf(run, { taskId: task.id, mapIndex }),
    mapIndex: mapIndex < 0 ? null : mapIndex,
    prev: null,
    triggeringAssets: run.triggeringAssets,
    partitionKey: facts.partitionKey,
    timezone,
    callback: task.type === 'wait.callback' ? { url: CALLBACK_URL } : null,
  };
}

/** All names that the templates of an instance know, for those outside `with`. */
export const scopeOf = (run: TestedRun, task: CompiledTask, key: TryKey & Asker): TemplateScope =>
  airflowScope(factsOf(run, task, key), { lookups: lookupsOf(run, key) });

const lookupsOf = (run: TestedRun, asker: Asker): TemplateLookups => ({
  xcom: async (name, key, mapIndexes) => {
    const value = xcomOf(run, asker, name, { key, mapIndexes });
    return value === undefined ? { ok: false, message: noTask(name) } : { ok: true, value };
  },
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
