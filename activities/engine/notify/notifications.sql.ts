import type { Pool } from 'pg';
import type { Json, JsonObject } from '../../../src/domain/json.js';
import type { NotifyLevel, NotifyTrigger } from '../../../src/domain/notifications/notify-plan.js';
import { type Queryable, readRow, readRows } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** A notification that this process may send until its lease ends. `tries` is its fence: whoever takes it later has another. */
export interface TakenNotification {
  id: string;
  dagRunId: string;
  versionNumber: number;
  eventVersion: number;
  level: NotifyLevel;
  trigger: NotifyTrigger;
  position: number;
  type: string;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
  tries: number;
}

/** Takes what is due and nobody else holds, for `leaseMs`. */
export async function takeDue(pool: Pool, most: number, leaseMs: number): Promise<TakenNotification[]> {
  const { rows } = await pool.query<TakenNotification>(TAKE_DUE, [most, leaseMs]);
  return rows;
}

const TAKE_DUE = `
update notifications n set tries = tries + 1, next_at = clock_timestamp() + $2 * interval '1 millisecond'
from (select id from notifications where state = 'PENDING' and next_at <= clock_timestamp() order by next_at limit $1 for update skip locked) d
where n.id = d.id
returning n.id, dag_run_id as "dagRunId", version_number as "versionNumber", event_version as "eventVersion", level, trigger, position, type,
  task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber", tries`;

/** In how many ms the next is due, or a lease ends; null where none waits. */
export async function nextDueMs(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms from notifications where state = 'PENDING'`,
  );
  return rows[0]?.ms ?? null;
}

export interface ToldEvent {
  type: string;
  occurredAt: string;
  actor: JsonObject;
  reason: string | null;
  payload: JsonObject;
  /** Type of the last event up to this one that says in what state the run is. */
  runEvent: string | null;
}

export const readToldEvent = (db: Queryable, stream: string, version: number): Promise<ToldEvent | null> =>
  readRow(
    db,
    `select type, occurred_at as "occurredAt", json_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, reason, payload,
       (select r.type from events r where r.stream = $1 and r.version <= $2
          and r.type in ('RunCreated', 'RunStarted', 'RunReopened', 'RunSucceeded', 'RunFailed') order by r.version desc limit 1) as "runEvent"
     from events where stream = $1 and version = $2`,
    [stream, version],
  );

/** Failed task instances of a run as people write them, the first few. */
export async function readFailedTasks(db: Queryable, dagRunId: string): Promise<string[]> {
  const rows = await readRows<{ name: string }>(
    db,
    `select task_id || case when map_index < 0 then '' else '[' || map_index || ']' end as name from task_instances
     where dag_run_id = $1 and state = 'FAILED' order by position, map_index limit 20`,
    [dagRunId],
  );
  return rows.map(({ name }) => name);
}

/** What people are asked by a try: subject, body, ids of the choices, deadline; null where it asks nothing. */
export const readAsked = (db: Queryable, taken: TakenNotification): Promise<JsonObject | null> =>
  readRow(
    db,
    `select subject, body, jsonb_path_query_array(choices, '$[*].id') as choices,
       to_char(deadline_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as deadline
     from approvals where dag_run_id = $1 and task_id = $2 and map_index = $3 and try_number = $4`,
    [taken.dagRunId, taken.taskId, taken.mapIndex, taken.tryNumber],
  );

/** What a sending came to. `nextAt`: of the next try; null where there is none. */
export interface SendingEnd {
  state: 'PENDING' | 'DELIVERED' | 'FAILED';
  endedAt: string;
  nextAt: string | null;
  error: Json;
}

/** Head of the notification's stream, locked; null where the lease was over and somebody else has taken it. */
export async function lockTaken(
  tx: Tx,
  { id, tries }: TakenNotification,
): Promise<{ version: number; hash: string | null } | null> {
  const { rows } = await tx.query<{ version: number; hash: string | null }>(
    `select stream_version as version, stream_hash as hash from notifications where id = $1 and tries = $2 and state = 'PENDING' for update`,
    [id, tries],
  );
  return rows[0] ?? null;
}

/** Writes a sending's end into the locked row. */
export async function endSending(
  tx: Tx,
  id: string,
  { state, endedAt, nextAt, error }: SendingEnd,
  head: { version: number; hash: string | null },
): Promise<void> {
  await tx.query(
    `update notifications set state = $2, ended_at = case when $2 = 'PENDING' then null else $3::timestamptz end, next_at = coalesce($4, next_at),
       last_error = coalesce($5, last_error), stream_version = $6, stream_hash = $7 where id = $1`,
    [id, state, endedAt, nextAt, error === null ? null : JSON.stringify(error), head.version, head.hash],
  );
}
