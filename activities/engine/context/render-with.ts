import type { Pool } from 'pg';
import type { TicketRef } from '../../../src/domain/runs/task-key.js';
import type { CompiledTask } from '../../../src/domain/dag/index.js';
import { airflowScope, type TemplateFacts, type TemplateScope } from '../../../src/domain/templates/index.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { CALLBACK_URL } from '../../sdk/callback-url.js';
import { dagRunJson } from './dag-run-json.js';
import type { Lookups } from './lookups.js';
import { readTriggeringEvents } from './triggering-events.js';
import { renderFields, type Rendered, taskJson } from './render-fields.js';
import { readLastSuccesses } from './run-facts.sql.js';
import type { TaskFacts } from './task-facts.js';
import { templateLookups } from './template-lookups.js';

export interface RenderRequest {
  pool: Pool;
  ref: Pick<TicketRef, 'mapIndex' | 'tryNumber'>;
  facts: TaskFacts;
  task: CompiledTask;
  /** Keys of `with` that stay as they are. */
  untemplated: readonly string[];
  lookups: Lookups;
  /** What a mapped instance is about. */
  item: JsonObject | null;
  place?: string;
  onSecret(secret: string): void;
}

/** Renders a task's `with`. @throws TaskFailure of type TemplateError */
export const renderWith = (request: RenderRequest): Promise<Rendered> =>
  renderFields({
    ...request,
    lookups: templateLookups(request.lookups),
    facts: () => templateFacts({ ...request, given: request.task.with }),
  });

/** All names that the templates of a task instance know. */
export async function templateScope(request: Omit<RenderRequest, 'untemplated'>): Promise<TemplateScope> {
  const { lookups, onSecret, task } = request;
  const given = { with: task.with, map: task.expansion?.map ?? {} };
  const facts = await templateFacts({ ...request, given });
  return airflowScope(facts, { lookups: templateLookups(lookups), onSecret });
}

export interface FactsRequest extends Pick<RenderRequest, 'pool' | 'ref' | 'facts' | 'item'> {
  /** Null where a run is told of and no task. */
  task: CompiledTask | null;
  /** What is rendered. */
  given: JsonObject;
}

export async function templateFacts({ pool, ref, facts, task, item, given }: FactsRequest): Promise<TemplateFacts> {
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
    map: item,
    mapIndex: ref.mapIndex < 0 ? null : ref.mapIndex,
    prev: asksFor(given, 'prev') ? await readLastSuccesses(pool, run) : null,
    triggeringAssets: asksFor(given, 'riggering') ? await readTriggeringEvents(pool, run.dagRunId) : [],
    partitionKey: run.partitionKey,
    callback: task?.type === 'wait.callback' ? { url: CALLBACK_URL } : null,
    timezone: version.timezone,
  };
}

/** Each of these questions costs a query, and few templates ask it. */
const asksFor = (given: JsonObject, name: string): boolean => JSON.stringify(given).includes(name);

export const intervalOf = ({ intervalStart, intervalEnd }: TaskFacts['run']): { start: string; end: string } | null =>
  intervalStart === null || intervalEnd === null ? null : { start: intervalStart, end: intervalEnd };
