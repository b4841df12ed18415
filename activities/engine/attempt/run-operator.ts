import {
  type DeferredOperator,
  type OperatorDefinition,
  isDeferred,
  isSensor,
  type PokeResult,
  type SensorOperator,
  TaskFailure,
  type TaskContext,
  type TaskResult,
} from '../../sdk/index.js';
import type { JsonObject } from '../../../src/domain/json.js';

type NotYet = Extract<PokeResult, { done: false }>;

/** What one call of an operator came to. deferred: the job goes on elsewhere; ask for it again after delayMs. */
export type Performed =
  | { kind: 'result'; result: TaskResult }
  | ({ kind: 'notYet'; keepsTime?: boolean } & Omit<NotYet, 'done'>)
  | { kind: 'deferred'; delayMs: number };

/** Makes one step of work that runs elsewhere. */
export type PerformElsewhere = (operator: DeferredOperator<unknown>, params: unknown) => Promise<Performed>;

/** Checks the rendered `with` against the operator's schema and calls it once. @throws BadWith, not retryable, with all issues; what it throws */
export async function runOperator(
  operator: OperatorDefinition,
  context: TaskContext,
  given: JsonObject,
  elsewhere: PerformElsewhere = nowhere,
): Promise<Performed> {
  const params = checkedWith(operator, given);
  if (isDeferred(operator)) return elsewhere(operator, params);
  if (!isSensor(operator)) return { kind: 'result', result: await operator.run(context, params) };
  const poked = await operator.poke(context, params);
  if (!poked.done) return notYet(operator, poked);
  const { value, follow } = poked;
  return { kind: 'result', result: { ...(value === undefined ? {} : { value }), ...(follow ? { follow } : {}) } };
}

const notYet = ({ keepsTime = false }: SensorOperator<unknown>, { until, by }: NotYet): Performed => ({
  kind: 'notYet',
  keepsTime,
  ...(until === undefined ? {} : { until }),
  ...(by === undefined ? {} : { by }),
});

const nowhere: PerformElsewhere = ({ type }) => {
  throw new TaskFailure('RunsElsewhere', `${type} runs elsewhere: it cannot be called here`, { retryable: false });
};

/** @throws BadWith, not retryable, with all issues */
export function checkedWith(operator: Pick<OperatorDefinition, 'with'>, given: JsonObject): unknown {
  const parsed = operator.with.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${['with', ...issue.path].join('.')}: ${issue.message}`);
  throw new TaskFailure('BadWith', issues.join('\n'), { retryable: false });
}
