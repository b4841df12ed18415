import type { BackfillProgress, ReprocessBehavior } from '../domain/backfills/index.js';
import type { Actor } from '../domain/events/actor.js';
import type { JsonObject } from '../domain/json.js';
import type { Queryable } from '../platform/database/reading.js';

/** A backfill that has not ended, as whoever goes on with it needs it. */
export interface DueBackfill extends BackfillProgress {
  id: string;
  dagId: string;
  dagPaused: boolean;
  reprocess: ReprocessBehavior;
  onLatestVersion: boolean;
  conf: JsonObject;
  reason: string | null;
  createdBy: Actor;
}

/** All backfills that have not ended, or the one. What is pending is counted only as far as it matters. */
export async function progressOf(db: Queryable, id: string | null = null): Promise<DueBackfill[]> {
  const { rows } = await db.query<DueBackfill>(PROGRESS, [id]);
  return rows;
}

const PROGRESS = `
select b.id, b.dag_id as "dagId", d.paused as "dagPaused", b.state, b.max_active_runs as "maxActiveRuns", b.reprocess,
  b.on_latest_version as "onLatestVersion", b.conf, b.reason,
  jsonb_build_object('kind', b.created_by_kind, 'id', b.created_by_id, 'name', b.created_by_name) as "createdBy",
  (select count(*)::int from (
    select 1 from backfill_dates x where x.backfill_id = b.id and x.state = 'pending' limit 2 * b.max_active_runs) p) as pending,
  (select count(*)::int from dag_runs r where r.dag_id = b.dag_id and r.ended_at is null and r.backfill_id = b.id) as open
from backfills b join dags d on d.id = b.dag_id
where b.ended_at is null and ($1::text is null or b.id = $1) order by b.created_at`;
