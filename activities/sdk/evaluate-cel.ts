import { evaluateCondition, xcomTasksOf } from '../../src/domain/conditions/index.js';
import type { Json } from '../../src/domain/json.js';
import { TaskFailure } from './failures.js';
import type { TaskContext } from './task-context.js';

/**
 * The value of a CEL expression of `with`. It sees `params`, `conf`, `dagRun` and `map` of the context, the results of the tasks that it names under
 * `xcom`, and what `names` adds (`row`, `status`, `body`). Throws BadCondition, not retryable, and what `context.xcom` throws.
 */
export async function evaluateCel(
  context: Pick<TaskContext, 'celScope' | 'xcom'>,
  source: string,
  names: Record<string, Json> = {},
): Promise<Json> {
  const { tasks, all } = xcomTasksOf(source);
  if (all) throw badCondition(source, 'write the id of the task into the expression: xcom.id or xcom["group.id"]');
  const xcom: Record<string, Json> = {};
  for (const task of tasks) xcom[task] = await context.xcom(task);
  const result = evaluateCondition(source, { ...context.celScope, xcom, ...names });
  if (result.ok) return result.value;
  throw badCondition(source, result.message);
}

const badCondition = (source: string, message: string): TaskFailure =>
  new TaskFailure('BadCondition', `${source}: ${message}`, { retryable: false });
