import type { Json, JsonObject } from '../../../src/domain/json.js';
import { readNamedRow, readRow, type Queryable } from '../../../src/platform/database/reading.js';

/** What tasks may know of their run. Instants are RFC 3339 text. */
export interface RunFactsRow {
  dagRunId: string;
  dagId: string;
  runId: string;
  type: string;
  state: string;
  versionNumber: number;
  logicalDate: string | null;
  intervalStart: string | null;
  intervalEnd: string | null;
  runAfter: string;
  queuedAt: string;
  startedAt: string | null;
  clearNumber: number;
  note: string | null;
  /** The partition of assets that it is for. */
  partitionKey: string | null;
  conf: JsonObject;
  params: JsonObject;
  /** The database's clock when it answered, ms. */
  readAt: number;
}

/** Columns of a select from `dag_runs`. */
export const RUN_FACTS = `
id as "dagRunId", dag_id as "dagId", run_id as "runId", type, state, version_number as "versionNumber", logical_date as "logicalDate",
interval_start as "intervalStart", interval_end as "intervalEnd", run_after as "runAfter", queued_at as "queuedAt", started_at as "startedAt",
clear_number as "clearNumber", note, partition_key as "partitionKey", conf, params, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as "readAt"`;

export const readRunFacts = (db: Queryable, dagRunId: string): Promise<RunFactsRow | null> =>
  readNamedRow(db, 'readRunFacts', `select ${RUN_FACTS} from dag_runs where id = $1`, [dagRunId]);

/** The specification of a DAG version, as it was registered. */
export async function readSpec(db: Queryable, dagId: string, version: number): Promise<Json | null> {
  const row = await readRow<{ spec: Json }>(db, 'select spec from dag_versions where dag_id = $1 and number = $2', [
    dagId,
    version,
  ]);
  return row?.spec ?? null;
}

type Span = { start: string; end: string };

/** Data interval of the last successful run before this one's, and when the last successful run of an earlier logical date ran. */
export async function readLastSuccesses(
  db: Queryable,
  { dagId, intervalStart, logicalDate }: Pick<RunFactsRow, 'dagId' | 'intervalStart' | 'logicalDate'>,
): Promise<{ successfulDataInterval: Span | null; successfulRun: Span | null }> {
  const successfulDataInterval = await readRow<Span>(
    db,
    `select interval_start as start, interval_end as end from dag_runs
     where dag_id = $1 and state = 'SUCCESS' and interval_start < $2 order by interval_start desc limit 1`,
    [dagId, intervalStart],
  );
  const successfulRun = await readRow<Span>(
    db,
    `select coalesce(started_at, ended_at) as start, ended_at as end from dag_runs
     where dag_id = $1 and state = 'SUCCESS' and logical_date < $2 order by logical_date desc limit 1`,
    [dagId, logicalDate],
  );
  return { successfulDataInterval, successfulRun };
}

/** An XCom of one instance as JSON text, null where there is none. */
export async function readXCom(
  db: Queryable,
  { dagRunId, taskId, mapIndex, key }: { dagRunId: string; taskId: string; mapIndex: number; key: string },
): Promise<string | null> {
  const row = await readRow<{ value: string }>(
    db,
    'select value from xcoms where dag_run_id = $1 and task_id = $2 and map_index = $3 and key = $4',
    [dagRunId, taskId, mapIndex, key],
  );
  return row?.value ?? null;
}

/**
 * The XComs of a mapped task's instances as the JSON text of a list, in the order of map indexes; an instance that gave nothing has no place in it
 * (airflow-semantics §1.11). @param mapIndexes in this order; null: of all
 */
export async function readMappedXComs(
  db: Queryable,
  { dagRunId, taskId, key }: { dagRunId: string; taskId: string; key: string },
  mapIndexes: readonly number[] | null,
): Promise<string> {
  const row = await readRow<{ list: string }>(
    db,
    `select '[' || coalesce(string_agg(value, ',' order by array_position($4::int[], map_index), map_index), '') || ']' as list from xcoms
     where dag_run_id = $1 and task_id = $2 and key = $3 and map_index >= 0 and ($4::int[] is null or map_index = any($4)) and value <> 'null'`,
    [dagRunId, taskId, key, mapIndexes],
  );
  return row?.list ?? '[]';
}
