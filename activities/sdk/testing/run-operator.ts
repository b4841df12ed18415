import { isDeferred, isSensor, type OperatorDefinition, type PokeResult } from '../operator.js';
import type { TaskResult } from '../task-result.js';
import type { DeferredOperator, RemoteJob } from '../deferred-operator.js';
import { TaskFailure } from '../failures.js';
import type { TaskContext } from '../task-context.js';

/** Checks `given` against the operator's schema, as registration and the worker do, and runs it once. Throws BadWith with all issues. */
export async function runOperator<W>(
  operator: OperatorDefinition<W>,
  context: TaskContext,
  given: unknown,
): Promise<TaskResult> {
  if (isSensor(operator)) throw new Error(`${operator.type} is a sensor: use pokeSensor`);
  if (isDeferred(operator)) throw new Error(`${operator.type} runs elsewhere: use jobSteps`);
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

/** Checks `given` as above and gives the steps of work that runs elsewhere, to be called one by one; steps that it lacks do nothing. */
export function jobSteps<W>(operator: DeferredOperator<W>, context: TaskContext, given: unknown, token = 'test-token') {
  const params = checkedWith(operator, given);
  return {
    polling: operator.polling(params),
    find: async () => (await operator.find?.(context, params, token)) ?? null,
    submit: () => operator.submit(context, params, token),
    poll: (job: RemoteJob) => operator.poll(context, params, job),
    collect: async (job: RemoteJob): Promise<TaskResult> => (await operator.collect?.(context, params, job)) ?? {},
    cancel: async (job: RemoteJob) => operator.cancel?.(context, params, job),
  };
}

function checkedWith<W>(operator: OperatorDefinition<W>, given: unknown): W {
  const parsed = operator.with.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${['with', ...issue.path].join('.')}: ${issue.message}`);
  throw new TaskFailure('BadWith', issues.join('\n'), { retryable: false });
}
