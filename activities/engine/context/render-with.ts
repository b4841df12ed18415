import type { Pool } from 'pg';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import {
  airflowScope,
  renderTemplate,
  type TemplateError,
  type TemplateFacts,
  type TemplateScope,
} from '../../../src/domain/templates/index.js';
import { TaskFailure } from '../../sdk/index.js';
import { dagRunJson } from './dag-run-json.js';
import type { Lookups } from './lookups.js';
import { readLastSuccess } from './run-facts.sql.js';
import type { TaskFacts } from './task-facts.js';
import { templateLookups } from './template-lookups.js';

export interface RenderRequest {
  pool: Pool;
  ref: TicketRef;
  facts: TaskFacts;
  task: CompiledTask;
  /** Keys of `with` that stay as they are. */
  untemplated: readonly string[];
  lookups: Lookups;
  onSecret(secret: string): void;
}

export interface Rendered {
  /** All of `with`, ready for the operator's schema. */
  params: JsonObject;
  /** What was rendered of it, for people; not masked. */
  fields: JsonObject;
}

/** Without any of these there is nothing to render. */
const HOLDS_TEMPLATE = /\{[{%#]/;

/** Renders a task's `with`. @throws TaskFailure of type TemplateError, not retryable: the same template gives the same error */
export async function renderWith(request: RenderRequest): Promise<Rendered> {
  const { task, untemplated, lookups, onSecret } = request;
  const given = task.with;
  return renderFields(given, untemplated, async () =>
    airflowScope(await templateFacts({ ...request, given }), { lookups: templateLookups(lookups), onSecret }),
  );
}

/** Renders a `with`, whosever it is; the scope is made where there is something to render. @throws as renderWith */
export async function renderFields(
  given: JsonObject,
  untemplated: readonly string[],
  scope: () => Promise<TemplateScope>,
): Promise<Rendered> {
  const [kept, templated] = split(given, untemplated);
  if (!HOLDS_TEMPLATE.test(JSON.stringify(templated))) return { params: given, fields: templated };
  const rendered = await renderTemplate(templated, await scope());
  if (!rendered.ok) throw templateFailure(rendered.error);
  const fields = rendered.value as JsonObject;
  return { params: { ...kept, ...fields }, fields };
}

function split(all: JsonObject, untemplated: readonly string[]): [kept: JsonObject, templated: JsonObject] {
  const entries = Object.entries(all);
  const isKept = ([key]: [string, Json]): boolean => untemplated.includes(key);
  return [Object.fromEntries(entries.filter(isKept)), Object.fromEntries(entries.filter((entry) => !isKept(entry)))];
}

function templateFailure({ path, message, line, column }: TemplateError): TaskFailure {
  const place = ['with', ...path].join('.');
  return new TaskFailure('TemplateError', `${place}: ${message} (line ${line}, column ${column})`, {
    retryable: false,
  });
}

export interface FactsRequest {
  pool: Pool;
  ref: Pick<TicketRef, 'tryNumber' | 'mapIndex'>;
  facts: TaskFacts;
  /** Null where a run is told of and no task. */
  task: CompiledTask | null;
  /** What is rendered. */
  given: JsonObject;
}

export async function templateFacts({ pool, ref, facts, task, given }: FactsRequest): Promise<TemplateFacts> {
  const { run, version } = facts;
  return {
    dagId: run.dagId,
    runId: run.runId,
    dagRun: dagRunJson(run),
    logicalDate: run.logicalDate,
    dataInterval: intervalOf(run),
    task: task === null ? { id: '' } : taskJson(task),
    tryNumber: ref.tryNumber,
    params: run.params,
    conf: run.conf,
    map: null,
    mapIndex: ref.mapIndex < 0 ? null : ref.mapIndex,
    prev: { successfulDataInterval: asksForPrevious(given) ? await readLastSuccess(pool, run) : null },
    triggeringAssets: [],
    timezone: version.timezone,
  };
}

/** The question costs a query, and few templates ask it. */
const asksForPrevious = (given: JsonObject): boolean => JSON.stringify(given).includes('prev');

export const intervalOf = ({ intervalStart, intervalEnd }: TaskFacts['run']): { start: string; end: string } | null =>
  intervalStart === null || intervalEnd === null ? null : { start: intervalStart, end: intervalEnd };

const taskJson = (task: CompiledTask): JsonObject & { id: string } => ({
  id: task.id,
  type: task.type,
  owner: task.owner,
  retries: task.retries,
  pool: task.pool,
  queue: task.queue,
  group: task.group,
  upstream: task.upstream,
});
