import type { Tx } from '../platform/database/transaction.js';
import { byDag, tellExpired } from './tell-expired.js';

const ROWS_AT_ONCE = 1_000;

/** Leases of worker processes that have been gone for a week and that no ticket names. Whoever they were stands in the attempts. */
export async function forgetLeases(tx: Tx): Promise<boolean> {
  const { rowCount } = await tx.query(FORGET_LEASES, [ROWS_AT_ONCE]);
  return rowCount === ROWS_AT_ONCE;
}

const FORGET_LEASES = `
delete from worker_leases where incarnation in (
  select incarnation from worker_leases l where ended_at < clock_timestamp() - interval '7 days'
    and not exists (select 1 from tickets t where t.owner = l.incarnation)
  limit $1 for update skip locked)`;

/** One step: backfills that have ended longer ago and of which no run is left, with their dates. */
export async function expireBackfills(tx: Tx, afterMs: number): Promise<boolean> {
  const { rows } = await tx.query<{ id: string; dagId: string }>(EXPIRE_BACKFILLS, [afterMs, BACKFILLS_AT_ONCE]);
  const told = byDag(rows).map(([dagId, of]) => {
    return { type: 'BackfillsExpired' as const, dagId, payload: { backfillIds: of.map(({ id }) => id) } };
  });
  await tellExpired(tx, told);
  return rows.length === BACKFILLS_AT_ONCE;
}

const BACKFILLS_AT_ONCE = 10;
const EXPIRE_BACKFILLS = `
delete from backfills where id in (
  select id from backfills b where ended_at < clock_timestamp() - $1 * interval '1 millisecond'
    and not exists (select 1 from dag_runs r where r.backfill_id = b.id)
  limit $2 for update skip locked)
returning id, dag_id as "dagId"`;

/** One step: updates of assets that are as old as runs that expire. The newest of each asset stays, and what a consumer or a kept run still has. */
export async function expireAssetEvents(tx: Tx, afterMs: number): Promise<boolean> {
  const { rows } = await tx.query<{ asset: string }>(EXPIRE_ASSET_EVENTS, [afterMs, ROWS_AT_ONCE]);
  const counts = new Map<string, number>();
  for (const { asset } of rows) counts.set(asset, (counts.get(asset) ?? 0) + 1);
  if (rows.length > 0)
    await tellExpired(tx, [
      { type: 'AssetEventsExpired', dagId: null, payload: { count: rows.length, assets: Object.fromEntries(counts) } },
    ]);
  return rows.length === ROWS_AT_ONCE;
}

const EXPIRE_ASSET_EVENTS = `
delete from asset_events where id in (
  select id from asset_events e where created_at < clock_timestamp() - $1 * interval '1 millisecond'
    and exists (select 1 from asset_events n where n.asset = e.asset and n.seq > e.seq)
    and not exists (select 1 from asset_queue q where q.event_id = e.id)
    and not exists (select 1 from triggering_asset_events t where t.event_id = e.id)
  limit $2 for update skip locked)
returning asset`;
