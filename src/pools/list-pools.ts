import { type Queryable, readRows } from '../platform/database/reading.js';
import type { ActorKind } from '../domain/events/actor.js';
import type { PoolModel } from './pools.model.js';

interface PoolRow extends Omit<PoolModel, 'open' | 'updatedBy'> {
  kind: ActorKind | null;
  actorId: string | null;
  actorName: string | null;
}

/** All pools by name, with who is in them now. `default` is always there. */
export async function listPools(db: Queryable, name: string | null = null): Promise<PoolModel[]> {
  const rows = await readRows<PoolRow>(db, POOLS, [name]);
  return rows.map(({ kind, actorId, actorName, ...pool }) => ({
    ...pool,
    open: pool.slots < 0 ? null : Math.max(0, pool.slots - pool.occupied),
    updatedBy: kind === null || actorId === null ? null : { kind, id: actorId, name: actorName ?? actorId },
  }));
}

const POOLS = `
with pools as (
  select id, slots, include_deferred, description, updated_at, updated_by_kind, updated_by_id, updated_by_name from limits where kind = 'pool'
  union all
  select 'default', 128, false, null, null, null, null, null where not exists (select 1 from limits where kind = 'pool' and id = 'default')
)
select p.id as name, p.slots, p.include_deferred as "includeDeferred", p.description, p.updated_at as "updatedAt",
  p.updated_by_kind as kind, p.updated_by_id as "actorId", p.updated_by_name as "actorName",
  case when p.id = 'default' then (select count(*)::int from default_slots where dag_run_id is not null)
    else (select coalesce(sum(l.slots), 0)::int from slot_leases l where l.kind = 'pool' and l.id = p.id) end as occupied,
  coalesce(w.slots, 0) as queued, coalesce(w.tickets, 0) as waiting
from pools p left join (
  select pool, sum(pool_slots)::int as slots, count(*)::int as tickets from slot_waiters group by pool
) w on w.pool = p.id
where $1::text is null or p.id = $1 order by p.id`;
