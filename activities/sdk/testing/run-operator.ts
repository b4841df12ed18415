import { isSensor, type OperatorDefinition, type PokeResult, type TaskResult } from '../operator.js';
import { TaskFailure } from '../failures.js';
import type { TaskContext } from '../task-context.js';

/** Checks `given` against the operator's schema, as registration and the worker do, and runs it once. Throws BadWith with all issues. */
export async function runOperator<W>(
  operator: OperatorDefinition<W>,
  context: TaskContext,
  given: unknown,
): Promise<TaskResult> {
  if (isSensor(operator)) throw new Error(`${operator.type} is a sensor: use pokeSensor`);
  return operator.run(context, checkedWith(operator, given));
}

/** Checks `given` as above and makes one poke. */
export async function pokeSensor<W>(
  operator: OperatorDefinition<W>,
  context: TaskContext,
  given: unknown,
): Promise<PokeResult> {
  if (!isSensor(operator)) throw new Error(`${operator.type} is no sensor: use runOperator`);
  return operator.poke(context, checkedWith(operator, given));
}

function checkedWith<W>(operator: OperatorDefinition<W>, given: unknown): W {
  const parsed = operator.with.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${['with', ...issue.path].join('.')}: ${issue.message}`);
  throw new TaskFailure('BadWith', issues.join('\n'), { retryable: false });
}
