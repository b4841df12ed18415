import type { Pool } from 'pg';
import type { QueuedEvent } from '../domain/assets/judge-queue.js';
import type { Queryable } from '../platform/database/reading.js';
import type { Tx } from '../platform/database/transaction.js';

/** DAGs whose queue holds something that was not judged yet, in no order: several processes that look at once do not queue up behind each other. */
export async function dagsToJudge(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from (select distinct dag_id as id from asset_queue where not looked_at) q order by random()`,
  );
  return rows.map(({ id }) => id);
}

export interface Consumer {
  paused: boolean;
  version: number;
}

/** Nobody else makes runs of the DAG until the transaction ends; null: there is no such DAG. */
export async function lockConsumer(tx: Tx, dagId: string): Promise<Consumer | null> {
  const { rows } = await tx.query<Consumer>(
    'select paused, latest_version as version from dags where id = $1 for no key update',
    [dagId],
  );
  return rows[0] ?? null;
}

/** How many more runs the DAG may have, those of backfills apart. To be asked under its lock. */
export async function roomOf(tx: Tx, dagId: string): Promise<number> {
  const { rows } = await tx.query<{ room: number }>(
    `select max_active_runs - (select count(*) from dag_runs where dag_id = $1 and ended_at is null and backfill_id is null)::int as room
     from dags where id = $1`,
    [dagId],
  );
  return rows[0]?.room ?? 0;
}

/** What the DAG has not taken, in the order in which it came. */
export async function readQueue(db: Queryable, dagId: string): Promise<QueuedEvent[]> {
  const { rows } = await db.query<QueuedEvent>(
    `select e.id, e.asset, q.partition_key as partition, floor(extract(epoch from e.created_at) * 1000)::float8 as at,
       array(select a.alias from asset_aliases a where a.asset = e.asset) as aliases
     from asset_queue q join asset_events e on e.id = q.event_id where q.dag_id = $1 order by e.seq`,
    [dagId],
  );
  return rows;
}

/** A run takes its events: they are queued no more, and stay known as what it was made for. */
export async function takeEvents(
  tx: Tx,
  dagId: string,
  dagRunId: string,
  events: readonly QueuedEvent[],
): Promise<void> {
  const ids = events.map(({ id }) => id);
  const { rowCount } = await tx.query(
    `with taken as (delete from asset_queue where dag_id = $1 and event_id = any($3::text[]) returning event_id)
     insert into triggering_asset_events (dag_run_id, event_id) select $2, event_id from taken`,
    [dagId, dagRunId, ids],
  );
  if (rowCount !== ids.length) throw new Error(`events of dag ${dagId} were taken under its lock`);
}

/** Events that no run will take. */
export async function forgetEvents(tx: Tx, dagId: string, events: readonly QueuedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query('delete from asset_queue where dag_id = $1 and event_id = any($2::text[])', [
    dagId,
    events.map(({ id }) => id),
  ]);
}

/** These are judged again only when something changes. */
export async function markJudged(tx: Tx, dagId: string, events: readonly QueuedEvent[]): Promise<void> {
  await tx.query(
    'update asset_queue set looked_at = true where dag_id = $1 and event_id = any($2::text[]) and not looked_at',
    [dagId, events.map(({ id }) => id)],
  );
}
