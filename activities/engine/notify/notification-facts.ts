import type { Json, JsonObject } from '../../../src/domain/json.js';
import { eventId } from '../../../src/domain/events/event.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import type { TaskFacts } from '../context/task-facts.js';
import { readMapItem } from '../run/map-items.sql.js';
import { readRunFacts } from '../context/run-facts.sql.js';
import {
  readAsked,
  readFailedTasks,
  readToldEvent,
  type TakenNotification,
  type ToldEvent,
} from './notifications.sql.js';
import type { RelayDeps } from './relay-deps.js';

/** What a notification is about. */
export interface NotificationFacts extends TaskFacts {
  /** `event` of templates. */
  event: JsonObject & { id: string };
  /** `error` of templates; null where nothing failed. */
  error: JsonObject | null;
  /** `approval` of templates: what people are asked; null where nobody is. */
  approval: JsonObject | null;
  /** What a mapped instance is about. */
  item: JsonObject | null;
}

/** @throws where PostgreSQL is out of reach, or what the notification names is gone */
export async function loadFacts(
  { pool, dags }: Pick<RelayDeps, 'pool' | 'dags'>,
  taken: TakenNotification,
): Promise<NotificationFacts> {
  const stream = runStream(taken.dagRunId);
  const run = await readRunFacts(pool, taken.dagRunId);
  const told = await readToldEvent(pool, stream, taken.eventVersion);
  if (run === null || told === null) throw new Error(`the event of notification ${taken.id} is gone`);
  const version = await dags.load(run.dagId, taken.versionNumber);
  const error = told.type === 'RunFailed' ? await errorOfRun(pool, taken, told) : errorOf(told);
  const approval = told.type === 'TaskAwaitingInput' ? await readAsked(pool, taken) : null;
  const { runEvent, ...said } = told;
  const event = { id: eventId(stream, taken.eventVersion), ...said };
  const task = version.tasks.get(taken.taskId ?? '') ?? null;
  const by = task?.expansion?.id;
  const mapIndex = taken.mapIndex ?? -1;
  const item = by === undefined || mapIndex < 0 ? null : await readMapItem(pool, taken.dagRunId, by, mapIndex);
  return { run: { ...run, state: STATES[runEvent ?? ''] ?? run.state }, version, task, event, error, approval, item };
}

/** The run is told of as it was: a message that is sent again says what it said before, and its receiver may know it by that. */
const STATES: Partial<Record<string, string>> = {
  RunCreated: 'QUEUED',
  RunStarted: 'RUNNING',
  RunReopened: 'QUEUED',
  RunSucceeded: 'SUCCESS',
  RunFailed: 'FAILED',
};

function errorOf({ payload: { error } }: ToldEvent): JsonObject | null {
  return error !== null && typeof error === 'object' && !Array.isArray(error) ? { ...error, stack: null } : null;
}

async function errorOfRun(
  pool: RelayDeps['pool'],
  { dagRunId }: TakenNotification,
  { payload: { cause } }: ToldEvent,
): Promise<JsonObject> {
  const failed = await readFailedTasks(pool, dagRunId);
  const which = failed.length === 0 ? '' : `; failed tasks: ${failed.join(', ')}`;
  return { type: 'RunFailed', message: `the run failed${BY_TASKS.has(cause) ? '' : ` (${String(cause)})`}${which}` };
}

/** Causes that say nothing more than which tasks failed. */
const BY_TASKS = new Set<Json | undefined>(['leaves', 'tasks']);
