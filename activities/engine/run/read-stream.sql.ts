import type { Queryable } from '../../../src/platform/database/reading.js';
import { runStream } from '../../../src/domain/runs/task-key.js';
import type { RunEvent } from '../../../src/domain/runs/run-events.js';

/** Events of the run's own stream with version > after, up to and with `upTo`, in order. */
export async function readRunEvents(
  db: Queryable,
  dagRunId: string,
  after: number,
  upTo?: number,
): Promise<RunEvent[]> {
  const { rows } = await db.query<{ event: RunEvent }>(
    `select jsonb_build_object(
       'type', type, 'occurredAt', to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       'actor', jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name),
       'reason', reason, 'causationId', causation_id, 'payload', payload)
       || case when task_id is null then '{}' else jsonb_build_object('taskId', task_id, 'mapIndex', map_index) end as event
     from events where stream = $1 and version > $2 and version <= $3 order by version`,
    [runStream(dagRunId), after, upTo ?? 2_147_483_647],
  );
  return rows.map(({ event }) => event);
}
