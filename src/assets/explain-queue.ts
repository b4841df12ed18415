import { explainAssets } from '../domain/assets/explain-assets.js';
import type { NormalizedSchedule } from '../domain/schedule/schedule.js';
import type { Queryable } from '../platform/database/reading.js';
import { readQueue } from './asset-queue.js';

/** What a DAG of this schedule waits for, and what of it has come, in words; null: it waits for no assets. */
export async function explainAssetQueue(
  db: Queryable,
  dagId: string,
  schedule: NormalizedSchedule | null,
): Promise<string | null> {
  return schedule?.assets === undefined ? null : explainAssets(schedule, await readQueue(db, dagId));
}
