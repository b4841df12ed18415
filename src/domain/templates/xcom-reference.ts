import type { CallArguments, Expression } from './syntax/nodes.js';
import { parseTemplate } from './syntax/parse-template.js';

/** A task's XCom as a template names it. */
export interface XComReference {
  task: string;
  key: string;
}

/**
 * The XCom that a template gives as it is: `{{ xcom('task') }}`, `{{ xcom('task', 'key') }}` or Airflow's `{{ ti.xcom_pull(task_ids='task') }}`, and
 * nothing else around it. Null for every other template.
 */
export function xcomReference(source: string): XComReference | null {
  const parsed = parseTemplate(source);
  const [only, ...more] = parsed.ok ? parsed.template.body : [];
  if (only?.type !== 'output' || more.length > 0 || only.value.type !== 'call') return null;
  const { callee, given } = only.value;
  if (callee.type === 'name' && callee.name === 'xcom') return referenceOf(given, ['task', 'key']);
  const pulls = callee.type === 'attribute' && callee.name === 'xcom_pull' && isTaskInstance(callee.object);
  return pulls ? referenceOf(given, ['task_ids', 'dag_id', 'key']) : null;
}

const isTaskInstance = (object: Expression): boolean =>
  object.type === 'name' && ['ti', 'task_instance'].includes(object.name);

/** Only the task and the key may be said, in so many words: what asks for more may give something else than the XCom. */
function referenceOf(
  { positional, named, ...rest }: CallArguments,
  parameters: readonly string[],
): XComReference | null {
  if (rest.spread !== null || rest.namedSpread !== null) return null;
  const given = new Map([...positional.map((value, i) => [parameters[i] ?? '', value] as const), ...named]);
  const task = textOf(given.get(parameters[0] ?? ''));
  const key = given.has('key') ? textOf(given.get('key')) : 'return_value';
  const others = [...given.keys()].some((name) => name !== parameters[0] && name !== 'key');
  return task === null || key === null || others ? null : { task, key };
}

const textOf = (expression: Expression | undefined): string | null =>
  expression?.type === 'literal' && typeof expression.value === 'string' ? expression.value : null;
