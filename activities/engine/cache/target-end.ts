import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import { TaskFailure } from '../../sdk/index.js';
import type { BodyEnd } from '../attempt/body-end.js';
import { runOperator } from '../attempt/run-operator.js';
import type { EarlierWork } from './earlier-work.js';

/** A question whether the output exists, asked by the operator that can. */
interface Question {
  type: string;
  params: JsonObject;
  /** For people. */
  about: string;
}

/** The end of a task whose `target` exists already: success, without a result. Null where it does not exist, or the task has none. */
export async function targetEnd(work: EarlierWork): Promise<BodyEnd | null> {
  const { body, deps, task, context, render } = work;
  if (task.target === null || body.begun.ref.poke > 0) return null;
  const target = await render('target', task.target as JsonObject);
  const { type, params, about } = questionOf(target, task, work.params);
  const operator = deps.operator(type);
  if (operator === undefined) throw badTarget(`no operator "${type}" is loaded on this worker`);
  const answer = await runOperator(operator, context, params);
  if (answer.kind !== 'result' || (type === 'ts' && !isTruthy(answer.result.value))) return null;
  const shown = deps.masker.mask(about);
  body.log.line('log', `[the target exists, ${shown}: the task was not run]`);
  return { kind: 'settled', outcome: { kind: 'SUCCESS', from: { kind: 'target', target: shown } }, xcoms: [] };
}

function questionOf(target: JsonObject, task: CompiledTask, own: JsonObject): Question {
  const { file, sql, handler, args } = target;
  if (file !== undefined) return { type: 'sensor.file', params: { path: file }, about: `file ${String(file)}` };
  if (handler !== undefined) {
    const params: JsonObject = args === undefined ? { handler } : { handler, args };
    return { type: 'ts', params, about: `by handler ${String(handler)}` };
  }
  const connection = target['connection'] ?? own['connection'];
  if (sql === undefined || connection === undefined) {
    throw badTarget(`target.sql of ${task.id} needs a connection: give target.connection`);
  }
  return { type: 'sensor.sql', params: { connection, sql }, about: `by SQL on ${String(connection)}` };
}

const badTarget = (message: string): TaskFailure => new TaskFailure('BadTarget', message, { retryable: false });

/** As a short circuit has it: nothing, zero and what is empty do not count. */
function isTruthy(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}
