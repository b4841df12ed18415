import type { Pool } from 'pg';
import type { Follow } from '../../../src/domain/runs/outcome.js';
import type { TryKey } from '../../../src/domain/runs/task-key.js';
import type { XComRow } from '../attempt/xcom-rows.js';

/** Whose result, under which key. */
export interface CacheKey {
  dagId: string;
  taskId: string;
  /** sha256 of the rendered key. */
  hash: Buffer;
}

/** A result as it was kept, and the try that made it. */
export interface CachedResult {
  xcoms: XComRow[];
  follow: Follow | null;
  dagRunId: string;
  mapIndex: number;
  tryNumber: number;
}

/** Null where there is none, or none that still holds. */
export async function readCached(pool: Pool, { dagId, taskId, hash }: CacheKey): Promise<CachedResult | null> {
  const { rows } = await pool.query<Omit<CachedResult, 'xcoms'> & { xcoms: string }>(
    `select xcoms, follow, dag_run_id as "dagRunId", map_index as "mapIndex", try_number as "tryNumber" from task_cache
     where dag_id = $1 and task_id = $2 and key_hash = $3 and expires_at > clock_timestamp()`,
    [dagId, taskId, hash],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, xcoms: JSON.parse(row.xcoms) as XComRow[] };
}

export interface KeptResult extends TryKey {
  dagRunId: string;
  xcoms: readonly XComRow[];
  follow: Follow | null;
  ttlMs: number;
}

/** The latest result under a key takes the place of the one before. */
export async function keepCached(pool: Pool, { dagId, taskId, hash }: CacheKey, kept: KeptResult): Promise<void> {
  const follow = kept.follow === null ? null : JSON.stringify(kept.follow);
  const made = [kept.dagRunId, kept.mapIndex, kept.tryNumber];
  await pool.query(
    `insert into task_cache (dag_id, task_id, key_hash, xcoms, follow, dag_run_id, map_index, try_number, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9 * interval '1 millisecond')
     on conflict (dag_id, task_id, key_hash) do update set xcoms = excluded.xcoms, follow = excluded.follow, dag_run_id = excluded.dag_run_id,
       map_index = excluded.map_index, try_number = excluded.try_number, produced_at = excluded.produced_at, expires_at = excluded.expires_at`,
    [dagId, taskId, hash, JSON.stringify(kept.xcoms), follow, ...made, kept.ttlMs],
  );
}

/** Deletes some results that hold no more; answers how many. */
export async function deleteExpired(pool: Pool, limit: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from task_cache where (dag_id, task_id, key_hash) in (
       select dag_id, task_id, key_hash from task_cache where expires_at <= clock_timestamp() limit $1 for update skip locked)`,
    [limit],
  );
  return rowCount ?? 0;
}
