import type { Json, JsonObject } from '../../../src/domain/json.js';
import { readRow, type Queryable } from '../../../src/platform/database/reading.js';
import type { Tx } from '../../../src/platform/database/transaction.js';

/** Items in one statement, so that none becomes too large. */
const CHUNK = 2_000;

/** Puts the items in the place of those of an earlier expansion. Doing it twice is harmless: the same results give the same items. */
export async function saveMapItems(tx: Tx, dagRunId: string, by: string, items: readonly JsonObject[]): Promise<void> {
  await tx.query('delete from map_items where dag_run_id = $1 and mapped_by = $2', [dagRunId, by]);
  for (let from = 0; from < items.length; from += CHUNK) {
    await tx.query(
      `insert into map_items (dag_run_id, mapped_by, map_index, item)
       select $1, $2, $3 + ordinality - 1, item from jsonb_array_elements($4::jsonb) with ordinality as i(item, ordinality)
       on conflict (dag_run_id, mapped_by, map_index) do update set item = excluded.item`,
      [dagRunId, by, from, JSON.stringify(items.slice(from, from + CHUNK))],
    );
  }
}

/** What a mapped instance is about. */
export async function readMapItem(db: Queryable, dagRunId: string, by: string, mapIndex: number): Promise<JsonObject> {
  const row = await readRow<{ item: Json }>(
    db,
    'select item from map_items where dag_run_id = $1 and mapped_by = $2 and map_index = $3',
    [dagRunId, by, mapIndex],
  );
  return (row?.item ?? {}) as JsonObject;
}
