import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Json } from '../../../src/domain/json.js';
import { type OperatorDefinition, TaskFailure } from '../../sdk/index.js';
import { cachedEnd } from '../cache/cached-end.js';
import type { EarlierWork } from '../cache/earlier-work.js';
import { targetEnd } from '../cache/target-end.js';
import { renderedText } from '../context/rendered-fields.js';
import { Lookups } from '../context/lookups.js';
import { type RenderRequest, renderWith } from '../context/render-with.js';
import { taskContext } from '../context/task-context.js';
import { taskLogger } from '../log/task-logger.js';
import { spawnGroup } from '../process/spawn-group.js';
import { waitsOf } from '../waits/waits.js';
import type { Body } from './body.js';
import { type BodyEnd, endOfPerformed, endOfStopped, endOfThrown, timeoutFailure } from './body-end.js';
import type { EngineDeps } from './engine-deps.js';
import { heartbeatWriter } from './heartbeat.js';
import { readHeartbeat, saveHeartbeat } from './heartbeat.sql.js';
import { longTimer } from './long-timer.js';
import { runOperator } from './run-operator.js';

/** Code that ignores its signal is left alone this long after its processes were killed (ms). */
const PATIENCE_MS = 2_000;
const HURRIED_KILL_MS = 2_000;

export interface EndedBody {
  end: BodyEnd;
  /** Null where nothing of the body runs any more; else resolves when that is so. */
  gone: Promise<void> | null;
  /** ms by the database's clock. */
  endedAt: number;
}

/** Runs a body to its end, which is never an exception. Code that does not stop when told to is left behind, and `gone` tells when it ended. */
export async function runBody(body: Body, deps: EngineDeps): Promise<EndedBody> {
  const { mask } = deps.masker;
  const performing = perform(body, deps).catch((thrown: unknown) => endOfThrown(thrown, mask));
  const timeoutMs = body.facts.task?.executionTimeoutMs ?? null;
  const cancelTimer =
    timeoutMs === null ? null : longTimer(timeoutMs, () => body.stop('timeout', timeoutFailure(timeoutMs)));
  const patience = afterStop(body.signal, () => killAfter(body, deps) + PATIENCE_MS);
  const end = await Promise.race([performing, patience.over]);
  cancelTimer?.();
  patience.cancel();
  const said = body.stopCause === null ? end : endOfStopped(body.stopCause, body.signal.reason, mask);
  const endedAt = body.now();
  if (end !== null) return { end: said ?? end, gone: null, endedAt };
  body.log.line('log', '[the code did not stop when it was told to; it is left behind and may still run]');
  return { end: said ?? { kind: 'cut' }, gone: performing.then(() => undefined), endedAt };
}

async function perform(body: Body, deps: EngineDeps): Promise<BodyEnd> {
  const { facts, begun } = body;
  const { task, operator } = workOf(body, deps);
  const { pool, secrets, masker, onError } = deps;
  const lookups = new Lookups({ pool, secrets, masker, facts, signal: body.signal, onWait: onError });
  const { untemplated = [] } = operator;
  const onSecret = (secret: string): void => masker.add(secret);
  const rendering = { pool, ref: begun.ref, facts, lookups, task, untemplated, onSecret };
  const { params, fields } = await renderWith(rendering);
  body.rendered = renderedText(masker.maskJson(fields) as typeof fields);
  body.signal.throwIfAborted();
  const lastHeartbeat = begun.attempt > 1 ? await readHeartbeat(pool, begun.ref) : null;
  const context = contextOf(body, lookups, lastHeartbeat, deps);
  const work = { body, deps, task, context, params, render: furtherFields(rendering) };
  const earlier = (await cachedEnd(work)) ?? (await targetEnd(work));
  return earlier ?? endOfPerformed(await runOperator(operator, context, params), task, body);
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

function contextOf(body: Body, lookups: Lookups, lastHeartbeat: Json, deps: EngineDeps) {
  const { begun, facts, log, signal } = body;
  const { pool, groups, pipes, masker, fileRoots, onError } = deps;
  const owner = { incarnation: deps.worker.incarnation, fence: begun.fence };
  const { mask } = masker;
  const longestSecret = (): number => masker.longest;
  const killAfterMs = (): number => killAfter(body, deps);
  const ready = () => log.ready();
  return taskContext({
    begun,
    facts,
    lookups,
    signal,
    fileRoots,
    logger: taskLogger(log),
    lastHeartbeat,
    heartbeat: heartbeatWriter((details) => saveHeartbeat(pool, begun.ref, owner, mask(details)), onError),
    waits: waitsOf(body, deps),
    spawn: (request) => spawnGroup(request, { groups, pipes, signal, killAfterMs, mask, longestSecret, ready }),
  });
}

/** A worker that goes down has less time: its supervisor waits 15 s in all. */
const killAfter = ({ stopCause }: Body, { killAfterMs }: EngineDeps): number =>
  stopCause === 'worker' ? Math.min(killAfterMs, HURRIED_KILL_MS) : killAfterMs;

/** Resolves to null when a body that was told to stop has had its time. */
function afterStop(signal: AbortSignal, ms: () => number): { over: Promise<null>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let arm: () => void = () => undefined;
  const over = new Promise<null>((resolve) => {
    arm = () => {
      timer = setTimeout(() => resolve(null), ms());
    };
  });
  if (signal.aborted) arm();
  else signal.addEventListener('abort', arm, { once: true });
  return {
    over,
    cancel: () => {
      signal.removeEventListener('abort', arm);
      clearTimeout(timer);
    },
  };
}
