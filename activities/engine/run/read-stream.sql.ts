import type { JsonObject } from '../../../src/domain/json.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';
import type { Queryable } from '../../../src/platform/database/reading.js';

interface EventRow {
  type: string;
  occurredAt: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  reason: string | null;
  causationId: string | null;
  payload: JsonObject;
  taskId: string | null;
  mapIndex: number | null;
}

/** Events of the run's own stream with version > after, up to and with `upTo`, in order. */
export async function readRunEvents(
  db: Queryable,
  dagRunId: string,
  after: number,
  upTo?: number,
): Promise<RunEvent[]> {
  const { rows } = await db.query<EventRow>(EVENTS, [runStream(dagRunId), after, upTo ?? 2_147_483_647]);
  return rows.map(eventOf);
}

/** The columns as they are: to make the object in the database takes five times as long, and a long run has hundreds of thousands. */
const EVENTS = `
select type, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "occurredAt", actor_kind as "actorKind", actor_id as "actorId",
  actor_name as "actorName", reason, causation_id as "causationId", payload, task_id as "taskId", map_index as "mapIndex"
from events where stream = $1 and version > $2 and version <= $3 order by version`;

const eventOf = ({ actorKind, actorId, actorName, taskId, mapIndex, ...event }: EventRow): RunEvent =>
  ({
    ...event,
    actor: { kind: actorKind, id: actorId, name: actorName },
    ...(taskId === null ? {} : { taskId, mapIndex }),
  }) as unknown as RunEvent;
