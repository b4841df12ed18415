import type { ActorKind } from '../domain/events/actor.js';
import { eventId } from '../domain/events/event.js';
import type { Json } from '../domain/json.js';
import { type Queryable, readRows } from '../platform/database/reading.js';
import type { EventFilter } from './audit.input.js';
import type { EventModel } from './audit.model.js';

interface EventRow extends Omit<EventModel, 'id' | 'actor'> {
  actorKind: ActorKind;
  actorId: string;
  actorName: string;
  payload: Json;
}

/** Which events, and in which order of their positions. */
export interface EventQuestion {
  filter: EventFilter | null;
  /** What happened in the run only, not to whom it was told. */
  withoutMessages?: boolean;
  /** Exclusive; null from the end where the order begins. */
  beyond: string | null;
  order: 'asc' | 'desc';
  limit: number;
}

/** Events that have a position, in the order of positions. */
export async function readEvents(db: Queryable, question: EventQuestion): Promise<EventModel[]> {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const conditions = conditionsOf(question.filter ?? {}, place);
  if (question.withoutMessages === true) conditions.push(`e.stream not like 'notify-%'`);
  if (question.beyond !== null) {
    conditions.push(`o.position ${question.order === 'asc' ? '>' : '<'} ${place(question.beyond)}::bigint`);
  }
  const where = conditions.length === 0 ? 'true' : conditions.join(' and ');
  const text = `${SELECT} where ${where} order by o.position ${question.order} limit ${place(question.limit)}`;
  return (await readRows<EventRow>(db, text, values)).map(eventModel);
}

const SELECT = `
select o.position, e.stream, e.version, e.type, e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.actor_kind as "actorKind",
  e.actor_id as "actorId", e.actor_name as "actorName", e.reason, e.dag_id as "dagId", e.dag_run_id as "dagRunId", e.task_id as "taskId",
  e.map_index as "mapIndex", e.correlation_id as "correlationId", e.causation_id as "causationId", e.payload, e.hash, e.previous_hash as "previousHash"
from events e join event_order o using (stream, version)`;

function conditionsOf(filter: EventFilter, place: (value: unknown) => string): string[] {
  const given: [unknown, (p: string) => string][] = [
    [filter.types, (p) => `e.type = any(${p})`],
    [filter.actorId, (p) => `e.actor_id = ${p}`],
    [filter.dagId, (p) => `e.dag_id = ${p}`],
    [filter.dagRunId, (p) => `e.dag_run_id = ${p}`],
    [filter.taskId, (p) => `e.task_id = ${p}`],
    [filter.from, (p) => `e.occurred_at >= ${p}`],
    [filter.to, (p) => `e.occurred_at <= ${p}`],
    [filter.correlationId, (p) => `e.correlation_id = ${p}`],
    [
      filter.search,
      (p) => `(${SEARCHED.map((column) => `position(lower(${p}) in lower(${column})) > 0`).join(' or ')})`,
    ],
  ];
  return given.flatMap(([value, condition]) => (value == null ? [] : [condition(place(value))]));
}

/** What `search` looks into, ignoring case. */
const SEARCHED = ['e.type', 'e.stream', `coalesce(e.reason, '')`, 'e.actor_name', 'e.payload::text'];

const eventModel = ({ actorKind, actorId, actorName, ...row }: EventRow): EventModel => ({
  ...row,
  id: eventId(row.stream, row.version),
  actor: { kind: actorKind, id: actorId, name: actorName },
});
