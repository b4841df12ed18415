import { type EventDraft, eventId } from '../domain/events/event.js';
import type { JsonObject } from '../domain/json.js';
import { appendToStream } from '../event-store/index.js';
import type { Tx } from '../platform/database/transaction.js';
import type { AssetUpdate, RecordedAssetEvent } from './asset-update.js';

export const assetStream = (asset: string): string => `asset-${asset}`;

/**
 * The one way in which updates of assets are written: event AssetUpdated, row, and a place in the queue of every unpaused DAG whose latest version waits for
 * the asset. Whether a run follows is judged by the relay, which is told when the caller's transaction commits.
 * Assets are locked in the order of their names. @throws where the updates break what `assetUpdateProblem` checks: the caller has checked them
 */
export async function recordAssetEvents(tx: Tx, updates: readonly AssetUpdate[]): Promise<RecordedAssetEvent[]> {
  const recorded: RecordedAssetEvent[] = [];
  for (const asset of [...new Set(updates.map((update) => update.asset))].sort()) {
    const own = updates.filter((update) => update.asset === asset);
    recorded.push(...(await recordOfAsset(tx, asset, own)));
  }
  return recorded;
}

async function recordOfAsset(tx: Tx, asset: string, updates: readonly AssetUpdate[]): Promise<RecordedAssetEvent[]> {
  await tx.query(KNOW, [asset, [...new Set(updates.flatMap(({ alias }) => alias ?? []))]]);
  const stream = assetStream(asset);
  const end = await appendToStream(tx, stream, updates.map(draftOf));
  const first = end.version - updates.length + 1;
  const rows = updates.map((update, i) => rowOf(update, eventId(stream, first + i)));
  await tx.query(RECORD, [JSON.stringify(rows)]);
  return rows.map(({ id, partition }) => ({ id, asset, partition }));
}

function draftOf(update: AssetUpdate): EventDraft {
  const { asset, extra, partition, alias = null, source, actor, occurredAt, reason = null } = update;
  const { causationId = null } = update;
  const made = source !== null && 'dagRunId' in source ? source : null;
  const watcher: JsonObject = source !== null && 'watcher' in source ? { watcher: source.watcher } : {};
  const by: JsonObject = made === null ? watcher : { runId: made.runId, tryNumber: made.tryNumber };
  return {
    type: 'AssetUpdated',
    ...{ actor, occurredAt, reason, causationId },
    ...{ dagId: made?.dagId ?? null, dagRunId: made?.dagRunId ?? null, taskId: made?.taskId ?? null },
    ...{ mapIndex: made?.mapIndex ?? null, correlationId: made?.dagRunId ?? null },
    payload: { asset, extra, partition, ...(alias === null ? {} : { alias }), ...by },
  };
}

function rowOf({ asset, extra, partition, alias = null, source, actor, occurredAt }: AssetUpdate, id: string) {
  const made = source !== null && 'dagRunId' in source ? source : null;
  const watcher = source !== null && 'watcher' in source ? source.watcher : null;
  return { id, asset, extra, partition, alias, watcher, ...made, actor, occurredAt };
}

const KNOW = `
with known as (insert into assets (name) values ($1) on conflict (name) do nothing)
insert into asset_aliases (alias, asset) select alias, $1::text from unnest($2::text[]) as a(alias) on conflict (alias, asset) do nothing`;

/** Paused DAGs queue nothing, as in Airflow 3; a DAG that makes runs by partition key takes no event without one. */
const RECORD = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as g(id text, asset text, extra jsonb, partition text, alias text, watcher text, "dagId" text,
    "dagRunId" text, "runId" text, "taskId" text, "mapIndex" int, "tryNumber" int, actor jsonb, "occurredAt" timestamptz)
), recorded as (
  insert into asset_events (id, asset, partition_key, extra, alias, dag_id, dag_run_id, run_id, task_id, map_index, try_number, watcher,
    actor_kind, actor_id, actor_name, created_at)
  select id, asset, partition, extra, alias, "dagId", "dagRunId", "runId", "taskId", "mapIndex", "tryNumber", watcher,
    actor->>'kind', actor->>'id', actor->>'name', "occurredAt"
  from given order by substring(id from '[0-9]+$')::int
), waiting as (
  select distinct d.id as dag_id, g.id as event_id, g.asset, g.partition
  from given g
  join asset_references r on r.role = 'schedule' and (
    (not r.is_alias and r.asset = g.asset)
    or (r.is_alias and r.asset in (select a.alias from asset_aliases a where a.asset = g.asset)))
  join dags d on d.id = r.dag_id and d.latest_version = r.version and not d.paused
  where r.partition is distinct from 'key' or g.partition is not null
), queued as (
  insert into asset_queue (dag_id, event_id, asset, partition_key) select dag_id, event_id, asset, partition from waiting returning 1
)
select count(pg_notify('continuo_assets', '')) from queued`;
