import type { JsonObject } from '../../../src/domain/json.js';
import type { TriggeringEvent } from '../../../src/domain/templates/index.js';
import { isoOf } from '../../../src/domain/time/instant.js';
import type { Queryable } from '../../../src/platform/database/reading.js';
import { readRows } from '../../../src/platform/database/reading.js';

interface Row {
  asset: string;
  extra: JsonObject;
  partition: string | null;
  at: number;
  dagId: string | null;
  dagRunId: string | null;
  runId: string | null;
  taskId: string | null;
  mapIndex: number | null;
  tryNumber: number | null;
}

/** So many, the latest, does a template see. */
const SEEN = 1_000;

/** The updates of assets that the run was made for, in the order in which they came. */
export async function readTriggeringEvents(db: Queryable, dagRunId: string): Promise<TriggeringEvent[]> {
  const rows = await readRows<Row>(
    db,
    `select asset, extra, partition_key as partition, floor(extract(epoch from created_at) * 1000)::float8 as at, e.dag_id as "dagId",
       e.dag_run_id as "dagRunId", e.run_id as "runId", task_id as "taskId", map_index as "mapIndex", try_number as "tryNumber"
     from triggering_asset_events t join asset_events e on e.id = t.event_id where t.dag_run_id = $1 order by e.seq desc limit ${SEEN}`,
    [dagRunId],
  );
  return rows.reverse().map(eventOf);
}

function eventOf({ asset, extra, partition, at, ...by }: Row): TriggeringEvent {
  const { dagId, dagRunId, runId, taskId, mapIndex, tryNumber } = by;
  const source =
    dagId === null || dagRunId === null || taskId === null
      ? null
      : { dagId, dagRunId, runId: runId ?? '', taskId, mapIndex: mapIndex ?? -1, tryNumber: tryNumber ?? 1 };
  return { asset, extra, partition, at: isoOf(at), source };
}
