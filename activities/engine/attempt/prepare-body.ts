import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import { type OperatorDefinition, TaskFailure, type TaskContext } from '../../sdk/index.js';
import { OutletCollector } from '../../sdk/outlet-collector.js';
import { outletOf, templatedOf } from '../assets/rendered-outlet.js';
import { childrenOfBody } from '../children/children.js';
import type { EarlierWork } from '../cache/earlier-work.js';
import { Lookups } from '../context/lookups.js';
import { type RenderRequest, renderWith } from '../context/render-with.js';
import { renderedText } from '../context/rendered-fields.js';
import { taskContext } from '../context/task-context.js';
import { externalRunsOf } from '../external/external-runs.js';
import { taskLogger } from '../log/task-logger.js';
import { spawnGroup } from '../process/spawn-group.js';
import { waitsOf } from '../waits/waits.js';
import type { Body } from './body.js';
import type { EngineDeps } from './engine-deps.js';
import { heartbeatWriter } from './heartbeat.js';
import { readHeartbeat, saveHeartbeat } from './heartbeat.sql.js';
import { readMapItem } from '../run/map-items.sql.js';
import { patiently } from './patiently.js';

const HURRIED_KILL_MS = 2_000;

/** Everything that a call of the operator needs. */
export interface PreparedBody {
  operator: OperatorDefinition;
  task: CompiledTask;
  context: TaskContext;
  /** Rendered, not checked yet. */
  params: JsonObject;
  render: EarlierWork['render'];
}

/** Finds the operator, renders `with` and makes the context. @throws TaskFailure, not retryable, where one of them cannot be had */
export async function prepareBody(body: Body, deps: EngineDeps): Promise<PreparedBody> {
  const { facts, begun } = body;
  const { task, operator } = workOf(body, deps);
  const { pool, secrets, masker, onError } = deps;
  const { ref } = begun;
  const { mapIndex } = ref;
  const lookups = new Lookups({ pool, secrets, masker, facts, mapIndex, signal: body.signal, onWait: onError });
  const item = await itemOf(body, deps);
  const { untemplated = [] } = operator;
  const onSecret = (secret: string): void => masker.add(secret);
  const rendering = { pool, ref, facts, lookups, item, task, untemplated, onSecret };
  const { params, fields } = await renderWith(rendering);
  body.rendered = renderedText(masker.maskJson(fields) as typeof fields);
  body.outlets = await outletsOf(task, furtherFields(rendering));
  body.signal.throwIfAborted();
  const lastHeartbeat = begun.attempt > 1 ? await readHeartbeat(pool, begun.ref) : null;
  const context = contextOf(body, { lookups, item, lastHeartbeat }, deps);
  return { operator, task, context, params, render: furtherFields(rendering) };
}

const furtherFields =
  (rendering: RenderRequest): EarlierWork['render'] =>
  async (place, fields, onUsed) => {
    const onSecret = (secret: string): void => {
      rendering.onSecret(secret);
      onUsed?.();
    };
    const task = { ...rendering.task, with: fields };
    return (await renderWith({ ...rendering, untemplated: [], task, place, onSecret })).params;
  };

/** Null for a task without outlets. @throws TemplateError */
async function outletsOf({ outlets }: CompiledTask, render: EarlierWork['render']): Promise<OutletCollector | null> {
  if (outlets.length === 0) return null;
  const rendered = await render('outlets', Object.fromEntries(outlets.map(templatedOf)));
  return new OutletCollector(outlets.map((outlet, i) => outletOf(outlet, rendered[i])));
}

function workOf({ facts, begun }: Body, deps: EngineDeps): { task: CompiledTask; operator: OperatorDefinition } {
  const { task } = facts;
  if (task === null)
    throw refused('UnknownTask', `version ${facts.run.versionNumber} of the DAG has no task "${begun.ref.taskId}"`);
  const operator = deps.operator(task.type);
  if (operator === undefined) {
    throw refused(
      'UnknownOperator',
      `no operator "${task.type}" is loaded on this worker: name its module under "operators" of continuo.config.ts`,
    );
  }
  return { task, operator };
}

const refused = (type: string, message: string): TaskFailure => new TaskFailure(type, message, { retryable: false });

/** What a mapped instance is about. */
async function itemOf(
  { begun: { ref }, facts, signal }: Body,
  { pool, onError }: EngineDeps,
): Promise<JsonObject | null> {
  const by = facts.task?.expansion?.id;
  if (by === undefined || ref.mapIndex < 0) return null;
  return patiently(() => readMapItem(pool, ref.dagRunId, by, ref.mapIndex), onError, signal);
}

interface Given {
  lookups: Lookups;
  item: JsonObject | null;
  lastHeartbeat: Json;
}

function contextOf(body: Body, given: Given, deps: EngineDeps) {
  const { begun, facts, log, signal } = body;
  const { pool, groups, pipes, masker, fileRoots, onError } = deps;
  const owner = { incarnation: deps.worker.incarnation, fence: begun.fence };
  const { mask } = masker;
  const longestSecret = (): number => masker.longest;
  const killAfterMs = (): number => killAfter(body, deps);
  const ready = () => log.ready();
  return taskContext({
    ...given,
    begun,
    facts,
    signal,
    fileRoots,
    scheduleParts: deps.scheduleParts?.(facts.version.schedule) ?? {},
    logger: taskLogger(log),
    heartbeat: heartbeatWriter((details) => saveHeartbeat(pool, begun.ref, owner, mask(details)), onError),
    waits: waitsOf(body, deps),
    children: childrenOfBody(body, deps),
    externalRuns: externalRunsOf(body, deps),
    outletEvents: body.outlets ?? new OutletCollector([]),
    spawn: (request) => spawnGroup(request, { groups, pipes, signal, killAfterMs, mask, longestSecret, ready }),
  });
}

/** A worker that goes down has less time: its supervisor waits 15 s in all. */
export const killAfter = ({ stopCause }: Body, { killAfterMs }: EngineDeps): number =>
  stopCause === 'worker' ? Math.min(killAfterMs, HURRIED_KILL_MS) : killAfterMs;
