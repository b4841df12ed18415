import type { CompiledTask } from '../../../src/domain/dag/index.js';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import {
  airflowScope,
  renderTemplate,
  type TemplateError,
  type TemplateFacts,
  type TemplateLookups,
  type TemplateScope,
} from '../../../src/domain/templates/index.js';
import { TaskFailure } from '../../sdk/index.js';

export interface FieldsRequest {
  task: Pick<CompiledTask, 'with'>;
  /** Keys of `with` that stay as they are. */
  untemplated: readonly string[];
  lookups: TemplateLookups;
  onSecret(secret: string): void;
  /** Name of the fields, for messages; default `with`. */
  place?: string;
  /** Asked where there is a template. */
  facts(): Promise<TemplateFacts> | TemplateFacts;
  /** Where the names are not those of a task. */
  scoped?(scope: TemplateScope): TemplateScope;
}

export interface Rendered {
  /** All of `with`, ready for the operator's schema. */
  params: JsonObject;
  /** What was rendered of it, for people; not masked. */
  fields: JsonObject;
}

/** Without any of these there is nothing to render. */
const HOLDS_TEMPLATE = /\{[{%#]/;

/** Renders a task's `with`, wherever its facts come from. @throws TaskFailure of type TemplateError, not retryable: the same template gives the same error */
export async function renderFields(request: FieldsRequest): Promise<Rendered> {
  const { task, untemplated, lookups, onSecret, place = 'with', facts, scoped = (scope) => scope } = request;
  const [kept, templated] = split(task.with, untemplated);
  if (!HOLDS_TEMPLATE.test(JSON.stringify(templated))) return { params: task.with, fields: templated };
  const rendered = await renderTemplate(templated, scoped(airflowScope(await facts(), { lookups, onSecret })));
  if (!rendered.ok) throw templateFailure(rendered.error, place);
  const fields = rendered.value as JsonObject;
  return { params: { ...kept, ...fields }, fields };
}

function split(all: JsonObject, untemplated: readonly string[]): [kept: JsonObject, templated: JsonObject] {
  const entries = Object.entries(all);
  const isKept = ([key]: [string, Json]): boolean => untemplated.includes(key);
  return [Object.fromEntries(entries.filter(isKept)), Object.fromEntries(entries.filter((entry) => !isKept(entry)))];
}

function templateFailure({ path, message, line, column }: TemplateError, root: string): TaskFailure {
  const place = [root, ...path].join('.');
  return new TaskFailure('TemplateError', `${place}: ${message} (line ${line}, column ${column})`, {
    retryable: false,
  });
}

/** `task` of templates. */
export const taskJson = (task: CompiledTask): JsonObject & { id: string } => ({
  id: task.id,
  type: task.type,
  owner: task.owner,
  retries: task.retries,
  pool: task.pool,
  queue: task.queue,
  group: task.group,
  upstream: task.upstream,
});
